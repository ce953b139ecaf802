using System.Collections.Immutable;
using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Finds experiments with a redirect that cannot happen. Visitors of such an experiment are not counted, whatever their variation is: with the
/// control counted alone, the shares of the variations would be wrong. Thread-safe.
/// </summary>
internal sealed class RedirectChecks(HashSet<string> allowedOrigins, GuardedLogger logger)
{
    /// <summary>How many redirects of experiments may follow one another.</summary>
    private const int MaxHops = 5;

    /// <summary>
    /// How often the page of a request is evaluated to know whether each redirect can happen: the product of experiments, variations and URL patterns
    /// would be the payload's choice.
    /// </summary>
    public const int MaxEvaluations = 32;

    private readonly FailureCount _otherOrigins = new();
    private readonly FailureCount _loops = new();

    /// <summary>Evaluates the page of a request and those to which experiments redirect from it.</summary>
    public static (ImmutableArray<PageExperiments> Pages, Effects Effects) Evaluate(Context context) => Evaluator.EvalPages(context, MaxHops + 1);

    /// <summary>Returns the experiment that decides about the page and has a variation whose redirect cannot happen for the visitor; <c>null</c> if none has.</summary>
    /// <param name="context">The visitor at the page.</param>
    /// <param name="pages">The visitor's pages.</param>
    /// <param name="effects">The effects of the pages.</param>
    /// <param name="evaluations">The evaluations that are left. Without any, an experiment counts as refused.</param>
    public Experiment? Refused(Context context, ImmutableArray<PageExperiments> pages, Effects effects, ref int evaluations)
    {
        evaluations--;
        var redirect = pages[0].Redirect;
        if (redirect is not null && IsRefused(context.Url, redirect, pages))
            return redirect.Experiment;
        if (Counted(redirect, effects) is not { Experiment: var experiment, Result: var result })
            return null;
        if (experiment.Variations.Any(variation => HasRedirect(variation) && LeavesOrigins(context.Url, experiment, variation["urlRedirect"].ToString())))
            return experiment;
        for (var i = 0; i < experiment.Variations.Length; i++)
        {
            if (i == result.VariationId || !HasRedirect(experiment.Variations[i]))
                continue;
            if (evaluations-- <= 0)
                return experiment;
            var (others, _) = Evaluate(context with { ForcedVariations = context.ForcedVariations.SetItem(experiment.Key, i) });
            if (others[0].Redirect is { } other && IsRefused(context.Url, other, others))
                return experiment;
        }
        return null;
    }

    /// <summary>The exposure of the experiment that decides about the page; <c>null</c> if none counts.</summary>
    private static Effect.ExperimentViewed? Counted(Redirect? redirect, Effects effects) => effects.OfType<Effect.ExperimentViewed>()
        .LastOrDefault(viewed => redirect is null ? viewed.Experiment.Variations.Any(HasRedirect) : viewed.Experiment.Key == redirect.Experiment.Key);

    private static bool HasRedirect(Value variation) => variation["urlRedirect"] is Value.String { Content.Length: > 0 };

    private bool IsRefused(string url, Redirect redirect, ImmutableArray<PageExperiments> pages)
    {
        if (LeavesOrigins(url, redirect.Experiment, redirect.Url))
            return true;
        if (!IsLoop(url, pages))
            return false;
        if (_loops.Add(1, out var loops))
            RedirectLog.Loop(logger, redirect.Experiment.Key, loops);
        return true;
    }

    private bool LeavesOrigins(string url, Experiment experiment, string location)
    {
        if (RedirectTarget.Of(location) is { } target && IsAllowed(url, target))
            return false;
        if (_otherOrigins.Add(1, out var total))
            RedirectLog.OtherOrigin(logger, experiment.Key, RedirectTarget.ShownOriginOf(location), total);
        return true;
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
