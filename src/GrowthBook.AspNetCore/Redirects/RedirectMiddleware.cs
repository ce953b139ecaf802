using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Redirects page requests by the payload's redirect experiments.</summary>
internal sealed class RedirectMiddleware(RequestDelegate next, RequestUserFactory users, HashSet<string> allowedOrigins, GuardedLogger logger)
{
    /// <summary>How many redirects of experiments may follow one another.</summary>
    private const int MaxHops = 5;

    private readonly FailureCount _refused = new();

    public Task InvokeAsync(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && users.HasPageExperiments
            ? RedirectAsync(http)
            : next(http);

    private async Task RedirectAsync(HttpContext http)
    {
        var user = (await RequestUser.Of(http).GetAsync()).With(static context => context with { DisableVisualExperiments = true });
        var (page, effects) = Evaluator.EvalPage(user.Context);
        var target = page.Redirect is { } redirect ? Allowed(user.Context.Apply(effects), redirect) : null;
        if (target is not null || (page.Redirect is null && effects.Count > 0))
            user.EvalPage(); // reports the exposures
        if (target is null)
        {
            await next(http);
            return;
        }
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Redirect(target);
    }

    /// <summary>Returns the text of the target; <c>null</c> if the request must not be redirected to it.</summary>
    private string? Allowed(Context context, Redirect redirect)
    {
        var target = RedirectTarget.Of(redirect.Url);
        if (target is null || !IsAllowed(context.Url, target))
        {
            if (_refused.Add(1, out var total))
                RedirectLog.OtherOrigin(logger, redirect.Experiment.Key, total);
            return null;
        }
        if (IsLoop(context, redirect.Url))
        {
            if (_refused.Add(1, out var total))
                RedirectLog.Loop(logger, redirect.Experiment.Key, total);
            return null;
        }
        return target.AbsoluteUri;
    }

    private bool IsAllowed(string url, Uri target) => RedirectTarget.OriginOf(target) is { } origin
        && (allowedOrigins.Contains(origin) || (Uri.TryCreate(url, UriKind.Absolute, out var current) && RedirectTarget.OriginOf(current) == origin));

    /// <summary>Whether the experiments redirect from the target back to a URL of the chain, or too often.</summary>
    private static bool IsLoop(Context context, string target)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal) { WithoutFragment(context.Url) };
        for (var hop = 0; hop < MaxHops; hop++)
        {
            if (!visited.Add(WithoutFragment(target)))
                return true;
            var (page, effects) = Evaluator.EvalPage(context with { Url = target });
            if (page.Redirect is null)
                return false;
            context = context.Apply(effects);
            target = page.Redirect.Url;
        }
        return true;
    }

    private static string WithoutFragment(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.GetLeftPart(UriPartial.Query) : url;
}
