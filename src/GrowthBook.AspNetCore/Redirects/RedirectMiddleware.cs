using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Redirects page requests by the payload's redirect experiments.</summary>
internal sealed class RedirectMiddleware(RequestDelegate next, RequestUserFactory users, RedirectChecks checks)
{
    public Task InvokeAsync(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && users.HasPageExperiments
            ? RedirectAsync(http)
            : next(http);

    private async Task RedirectAsync(HttpContext http)
    {
        var request = RequestUser.Of(http);
        var user = (await request.GetForRedirectsAsync()).With(static context => context with { DisableVisualExperiments = true });
        var (pages, effects) = RedirectChecks.Evaluate(user.Context);
        if (pages[0].Redirect is not null || effects.Count > 0 || RedirectsOthers(user.Context))
            request.KeepFromCaches();
        var evaluations = RedirectChecks.MaxEvaluations;
        while (checks.Refused(user.Context, pages, effects, ref evaluations) is { } refused)
        {
            var areLeft = evaluations > 0;
            user = user.With(context => areLeft ? Without(refused, context) : context with { DisableUrlRedirectExperiments = true });
            (pages, effects) = RedirectChecks.Evaluate(user.Context);
        }
        if (pages[0].Redirect is not null || effects.Count > 0)
            user.EvalPage(); // reports the exposures
        if (pages[0].Redirect is not { } redirect)
        {
            await next(http);
            return;
        }
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Redirect(RedirectTarget.Of(redirect.Url)!.AbsoluteUri);
    }

    /// <summary>Whether an experiment redirects other visitors from the URL: a cache must not give them the page of one who stays.</summary>
    private bool RedirectsOthers(Context context)
    {
        var all = users.Redirects;
        if (all.Length > RedirectChecks.MaxEvaluations)
            return true; // not worth the time of each request
        foreach (var variations in all)
        {
            if (Evaluator.EvalPage(context with { ForcedVariations = variations, DisableQueryStringVariations = true }).Result.Redirect is not null)
                return true;
        }
        return false;
    }

    /// <summary>The context in which an experiment is off. GrowthBook gives each a change id; without one, all redirects of the page are off.</summary>
    private static Context Without(Experiment experiment, Context context) => experiment.ChangeId is { Length: > 0 } id
        ? context with { BlockedChangeIds = context.BlockedChangeIds.Add(id) }
        : context with { DisableUrlRedirectExperiments = true };
}
