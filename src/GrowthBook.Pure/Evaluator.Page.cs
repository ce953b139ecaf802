using System.Collections.Immutable;
using System.Diagnostics.Contracts;
using GrowthBook.Urls;

namespace GrowthBook;

public static partial class Evaluator
{
    /// <summary>
    /// Evaluates the page at the context's URL: runs the payload's own experiments in their order, until one decides about a
    /// redirect. Manual experiments are skipped, and so are experiments that change nothing and redirects from or to a URL
    /// that is not absolute. Experiments that the context disables are skipped without an exposure.
    /// </summary>
    /// <param name="context">The payload, the user and the URL.</param>
    /// <returns>
    /// The redirect, if any; the visual changes of the experiments before it; and the effects of all of them, which are to be
    /// run before the redirect.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (PageExperiments Result, Effects Effects) EvalPage(Context context)
    {
        var state = new EvaluationState(context ?? throw new ArgumentNullException(nameof(context)), null);
        var effects = new EffectsBuilder();
        var result = EvalOnePage(ref state, ref effects);
        return (result, effects.Build(state.Scope.HasReachedStepLimit));
    }

    /// <summary>
    /// Evaluates the page at the context's URL, then the page that it redirects to, and so on, such as to find redirects that go in
    /// circles. Each result and its effects are those of <see cref="EvalPage(Context)"/>; a page sees the sticky assignments of those before
    /// it. All pages share 10,000,000 steps. Tests of later pages do not match if none are left, see <see cref="Effects.HasReachedStepLimit"/>.
    /// </summary>
    /// <param name="context">The payload, the user and the URL.</param>
    /// <param name="maxPages">How many pages to evaluate at most; at least 1.</param>
    /// <returns>
    /// The pages in order. The last one has no redirect, unless there are <paramref name="maxPages"/>. The effects are those of all pages.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPages"/> is less than 1.</exception>
    [Pure]
    public static (ImmutableArray<PageExperiments> Pages, Effects Effects) EvalPages(Context context, int maxPages)
    {
        var state = new EvaluationState(context ?? throw new ArgumentNullException(nameof(context)), null);
        if (maxPages < 1)
            throw new ArgumentOutOfRangeException(nameof(maxPages), maxPages, "must be at least 1");
        var effects = new EffectsBuilder();
        var pages = ImmutableArray.CreateBuilder<PageExperiments>();
        pages.Add(EvalOnePage(ref state, ref effects));
        while (pages.Count < maxPages && pages[pages.Count - 1].Redirect is { } redirect)
        {
            state = state.NextAt(redirect.Url);
            pages.Add(EvalOnePage(ref state, ref effects));
        }
        return (pages.ToImmutable(), effects.Build(state.Scope.HasReachedStepLimit));
    }

    private static PageExperiments EvalOnePage(ref EvaluationState state, ref EffectsBuilder effects)
    {
        var context = state.Context;
        var changes = ImmutableArray.CreateBuilder<VisualChange>();
        var url = WebUrl.Parse(context.Url);
        foreach (var page in context.Payload.Pages.At(state.Url))
        {
            if (!page.IsRunnable || IsDisabled(page, context, url))
                continue;
            var result = ExperimentSteps.Run(page.Experiment, null, ref state);
            state.AddEffectsTo(ref effects);
            state = state.Next();
            if (!result.InExperiment)
                continue;
            if (page.IsRedirect)
                return new PageExperiments(RedirectOf(context.Url, page, result, ref state), changes.ToImmutable());
            changes.Add(new VisualChange(page.Experiment.Source, result));
        }
        return new PageExperiments(null, changes.ToImmutable());
    }

    /// <summary>Whether a page's experiment is off in a context. A redirect is also off at a URL that is not absolute.</summary>
    private static bool IsDisabled(PageExperiment page, Context context, WebUrl? url)
    {
        var isOff = page.IsRedirect
            ? url is null || context.DisableUrlRedirectExperiments || (context.DisableCrossOriginUrlRedirectExperiments && page.LeadsAwayFrom(url))
            : context.DisableVisualExperiments;
        return isOff
            || (context.BlockedChangeIds is { IsEmpty: false } blocked && page.Experiment.Source.ChangeId is { Length: > 0 } id && blocked.Contains(id));
    }

    /// <summary>The redirect of a variation: none for a control, and none to a page at which the experiment runs itself.</summary>
    private static Redirect? RedirectOf(string url, PageExperiment page, ExperimentResult result, ref EvaluationState state)
    {
        if (page.Targets[result.VariationId] is not { } target)
            return null;
        var (experiment, source) = (page.Experiment, page.Experiment.Source);
        if (source.PersistQueryString is not true)
            return target.RunsExperiment ? null : new Redirect(target.Url, source, result);
        var merged = QueryString.Merge(url, target.Url);
        return UrlTargeting.IsTargeted(new PageUrl(merged), experiment.UrlTargets!, ref state.Scope) ? null : new Redirect(merged, source, result);
    }
}
