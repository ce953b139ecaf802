using System.Collections.Immutable;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Redirects page requests by the payload's redirect experiments.</summary>
internal sealed class RedirectMiddleware(RequestDelegate next, RequestUserFactory users, HashSet<string> allowedOrigins, GuardedLogger logger)
{
    /// <summary>How many redirects of experiments may follow one another.</summary>
    private const int MaxHops = 5;

    private readonly FailureCount _otherOrigins = new();
    private readonly FailureCount _loops = new();

    public Task InvokeAsync(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && users.HasPageExperiments
            ? RedirectAsync(http)
            : next(http);

    private async Task RedirectAsync(HttpContext http)
    {
        var request = RequestUser.Of(http);
        var user = (await request.GetForRedirectsAsync()).With(static context => context with { DisableVisualExperiments = true });
        var (pages, effects) = Evaluator.EvalPages(user.Context, MaxHops + 1);
        var redirect = pages[0].Redirect;
        if (redirect is not null || effects.Count > 0 || RedirectsOthers(user.Context))
            request.KeepFromCaches();
        var target = redirect is null ? null : Allowed(user.Context.Url, redirect, pages);
        if (target is not null || (redirect is null && effects.Count > 0))
            user.EvalPage(); // reports the exposures
        if (target is null)
        {
            await next(http);
            return;
        }
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Redirect(target);
    }

    /// <summary>Whether an experiment redirects other visitors from the URL: a cache must not give them the page of one who stays.</summary>
    private bool RedirectsOthers(Context context) =>
        Evaluator.EvalPage(context with { ForcedVariations = users.Redirects, DisableQueryStringVariations = true }).Result.Redirect is not null;

    /// <summary>Returns the text of the target; <c>null</c> if the request must not be redirected to it.</summary>
    private string? Allowed(string url, Redirect redirect, ImmutableArray<PageExperiments> pages)
    {
        var target = RedirectTarget.Of(redirect.Url);
        if (target is null || !IsAllowed(url, target))
        {
            if (_otherOrigins.Add(1, out var total))
                RedirectLog.OtherOrigin(logger, redirect.Experiment.Key, RedirectTarget.ShownOriginOf(redirect.Url), total);
            return null;
        }
        if (IsLoop(url, pages))
        {
            if (_loops.Add(1, out var total))
                RedirectLog.Loop(logger, redirect.Experiment.Key, total);
            return null;
        }
        return target.AbsoluteUri;
    }

    private bool IsAllowed(string url, Uri target) => RedirectTarget.OriginOf(target) is { } origin
        && (allowedOrigins.Contains(origin) || (Uri.TryCreate(url, UriKind.Absolute, out var current) && RedirectTarget.OriginOf(current) == origin));

    /// <summary>Whether the experiments redirect back to a URL of the chain, or too often.</summary>
    private static bool IsLoop(string url, ImmutableArray<PageExperiments> pages)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal) { WithoutFragment(url) };
        return pages.Any(page => page.Redirect is { } redirect && !visited.Add(WithoutFragment(redirect.Url))) || pages[^1].Redirect is not null;
    }

    private static string WithoutFragment(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.GetLeftPart(UriPartial.Query) : url;
}
