using System.Collections.Immutable;
using System.Diagnostics.Contracts;
using GrowthBook.Urls;

namespace GrowthBook;

public static partial class Evaluator
{
    /// <summary>
    /// Runs the payload's own experiments for the page at the context's URL, in their order, until one decides about
    /// a redirect. Experiments marked as manual are left alone, and so are those that change nothing and redirects
    /// from or to what is not an absolute URL.
    /// </summary>
    /// <param name="context">The payload, the user and the URL.</param>
    /// <returns>
    /// Where to send the user, if anywhere; the visual changes of the experiments that came before; and the effects
    /// of all of them, which are to be run before the redirect.
    /// </returns>
    [Pure]
    public static (PageExperiments Result, Effects Effects) Redirect(Context context)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var effects = new EffectsBuilder();
        var changes = ImmutableArray.CreateBuilder<VisualChange>();
        foreach (var experiment in context.Payload.CompiledExperiments)
        {
            if (experiment.Source.Manual is true || !IsRunnable(context.Url, experiment.Source))
                continue;
            var (result, added) = Run(context, experiment);
            foreach (var effect in added)
                effects.Add(effect);
            context = context.Apply(added);
            if (!result.InExperiment)
                continue;
            if (IsRedirect(experiment.Source))
                return (new PageExperiments(TargetOf(context.Url, experiment, result), changes.ToImmutable()), effects.Build());
            changes.Add(new VisualChange(experiment.Source, result));
        }
        return (new PageExperiments(null, changes.ToImmutable()), effects.Build());
    }

    private static bool IsRunnable(string url, Experiment experiment) => !IsRedirect(experiment) ? IsVisual(experiment)
        : WebUrl.Parse(url) is not null && experiment.Variations.All(IsControlOrWholeUrl);

    private static bool IsControlOrWholeUrl(Value variation) =>
        variation is not Value.Object members || !members["urlRedirect"].IsTruthy
        || (members["urlRedirect"] is Value.String target && WebUrl.Parse(target.Content) is not null);

    private static bool IsRedirect(Experiment experiment) =>
        !experiment.UrlPatterns.IsDefault
        && experiment.Variations.Any(variation => variation is Value.Object members && members.ContainsKey("urlRedirect"));

    private static bool IsVisual(Experiment experiment) => experiment.Variations.Any(variation =>
        variation is Value.Object members
        && (members["domMutations"].IsTruthy || members.ContainsKey("css") || members.ContainsKey("js")));

    /// <summary>The redirect of a variation: none for a control, and none to a page that the experiment runs on itself.</summary>
    private static Redirect? TargetOf(string url, CompiledExperiment experiment, ExperimentResult result)
    {
        if (result.Value is not Value.Object members || members["urlRedirect"] is not Value.String { Content.Length: > 0 } target)
            return null;
        var to = experiment.Source.PersistQueryString is true ? QueryString.Merge(url, target.Content) : target.Content;
        return UrlTargeting.IsTargeted(to, experiment.UrlTargets!) ? null : new Redirect(to, experiment.Source, result);
    }
}
