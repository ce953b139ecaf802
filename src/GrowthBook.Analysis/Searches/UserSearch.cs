using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>Searches for identifiers that an experiment hashes to a variation. Immutable; the same arguments give the same users.</summary>
public sealed class UserSearch
{
    /// <summary>Maximum number of identifiers that are hashed, and of users that are evaluated, in one search.</summary>
    public const int MaxHashed = 2_000_000, MaxEvaluated = 50_000;

    /// <summary>The number of users who are not in the variation among whom the one of the reason is chosen.</summary>
    private const int MaxExplained = 100;

    private readonly WrittenPayload _payload;
    private readonly WrittenFeature? _feature;
    private readonly WrittenRule _rule;
    private readonly CompiledExperiment _experiment;
    private readonly ImmutableArray<Assignment> _assignments;

    private UserSearch(WrittenPayload payload, WrittenFeature? feature, WrittenRule rule)
    {
        (_payload, _feature, _rule, _experiment) = (payload, feature, rule, rule.Experiments[^1].Compiled);
        _assignments = [.. rule.Experiments.Select(arm => Assignment.Of(arm.Compiled))];
        Variations = ExperimentMeasure.KeysOf(_experiment);
    }

    /// <summary>The keys of the variations.</summary>
    public ImmutableArray<string> Variations { get; }

    /// <summary>The users who can depend on sticky buckets.</summary>
    internal FallbackUsers Fallbacks => FallbackUsers.Of(_payload.Compiled, _feature is null ? [] : [_feature.Key], _feature is null ? [_rule] : null);

    /// <summary>Prepares a search.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="experiment">The key of the experiment.</param>
    /// <param name="rule">The rule, as in <see cref="ExperimentRules.ErrorOf"/>; <c>null</c> for the only one.</param>
    /// <returns>The search; <c>null</c> if <see cref="ExperimentRules.ErrorOf"/> has an error.</returns>
    public static UserSearch? Of(WrittenPayload payload, string experiment, string? rule = null) =>
        ExperimentRules.Find((payload ?? throw new ArgumentNullException(nameof(payload))).Parts, experiment, rule) is var (feature, found)
            ? new UserSearch(payload, feature, found)
            : null;

    /// <summary>The index of a variation.</summary>
    /// <param name="variation">Its key, or its index in digits.</param>
    /// <returns>The index; <c>null</c> without such a variation.</returns>
    public int? IndexOf(string variation) =>
        Variations.IndexOf(variation) is >= 0 and var at ? at
        : int.TryParse(variation, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < Variations.Length ? index
        : null;

    /// <summary>
    /// Finds users of a variation, with the identifiers <c>u-0</c>, <c>u-1</c> and so on. An attribute of a filter that the context does not
    /// have gets an identifier of its own, which follows from the first. An experiment with URL patterns needs the URL of a page in the context.
    /// </summary>
    /// <param name="variation">The index of the variation.</param>
    /// <param name="context">The other attributes and the switches; its payload is not used.</param>
    /// <param name="count">The number of users wanted, 1 or more.</param>
    /// <param name="first">The number of the first identifier. Default: 0.</param>
    /// <returns>The users, and the reason if there are fewer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The experiment does not have the variation, or the number of users is below 1.</exception>
    public FoundUsers Find(int variation, Context context, int count, long first = 0)
    {
        if (variation < 0 || variation >= Variations.Length)
            throw new ArgumentOutOfRangeException(nameof(variation), variation, $"the experiment has the variations 0 to {Variations.Length - 1}");
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Find(variation, context, count, first, new EvaluationSteps());
    }

    internal FoundUsers Find(int variation, Context context, int count, long first, EvaluationSteps steps)
    {
        var known = (context ?? throw new ArgumentNullException(nameof(context))).EffectiveAttributes();
        var user = context with { Payload = _payload.Compiled, Attributes = known, AttributeOverrides = Attributes.Empty };
        var identified = new IdentifiedUser(_experiment.HashAttribute, known, _assignments);
        var measure = new SharesMeasure(_payload.Parts);
        var answering = measure.Answering(_feature, _rule);
        var isPossible = answering.IsEmpty && _assignments.Any(assignment => IsPossible(assignment, variation));
        var (found, tried, evaluated) = (ImmutableArray.CreateBuilder<FoundUser>(), 0L, 0);
        var excluded = new List<Context>();
        while (isPossible && found.Count < count && tried < MaxHashed && evaluated < MaxEvaluated && !steps.AreUsedUp)
        {
            var id = FormattableString.Invariant($"u-{first + tried++}");
            if (!identified.IsIn(variation, id))
                continue;
            evaluated++;
            var tryout = user with { Attributes = identified.With(id) };
            if (ResultOf(tryout, steps) is { } result && result.VariationId == variation)
                found.Add(new FoundUser(id, tryout.Attributes, result.Bucket));
            else if (excluded.Count < MaxExplained)
                excluded.Add(tryout);
        }
        var reason = found.Count >= count ? null
            : !answering.IsEmpty ? WholeRules.Reason(answering)
            : !isPossible ? ExclusionReason.OfAllUsers(_experiment, variation, Variations[variation])
            : excluded.Count > 0 ? $"{found.Count} of {evaluated} users with a bucket of the variation are in it; {WhyNotIn(steps.AreUsedUp ? excluded.Take(1) : excluded)}{steps.Reason}{UrlHint(context)}"
            : FormattableString.Invariant($"of {tried} identifiers, {found.Count} have a bucket of the variation{steps.Reason}");
        var share = ShareOf(variation, measure);
        return new FoundUsers(_experiment.Source.Key, Variations[variation], _experiment.HashAttribute, share?.Share, found.ToImmutable(), tried, reason)
        {
            Estimate = share?.Estimate,
            HasReachedStepLimit = reason is not null && steps.AreUsedUp,
            Url = context.Url.Length == 0 ? null : context.Url,
            Given = known,
            Seed = first,
            RuleName = ExperimentRules.PickedName(_payload.Parts, _experiment.Source.Key, _feature, _rule),
        };
    }

    /// <summary>The share of users whom random inputs give a variation, without those whom they give a rule before it; <c>null</c> if it is not known.</summary>
    private ReachedShare? ShareOf(int variation, SharesMeasure measure) =>
        !_rule.HasLeaves && measure.Of(_feature, _rule, _rule.Experiments[^1]) is { AreKnown: true } shares && measure.Reached(_feature, _rule) is { } reached
            ? ReachedShare.Of(shares.Arms.OfAll[variation] * reached.Share, shares.Estimate ?? reached.Estimate)
            : null;

    /// <summary>The mend of a search without a URL in an experiment that needs one.</summary>
    private string UrlHint(Context context) => context.Url.Length == 0 && !_experiment.Source.UrlPatterns.IsDefaultOrEmpty ? "; give the URL of a page of the experiment with --url" : "";

    /// <summary>Whether some bucket leads to a variation, or may.</summary>
    private bool IsPossible(Assignment assignment, int variation) =>
        ArmShares.Of(assignment, Variations.Length) is var shares && (!shares.IsMeasured || !shares.Counts[variation].IsZero);

    /// <summary>The result that is tracked for a user; <c>null</c> without one.</summary>
    private ExperimentResult? ResultOf(Context user, EvaluationSteps steps)
    {
        if (_feature is null)
            return steps.RunExperiment(user, _experiment.Source) is { InExperiment: true, HashUsed: true } result ? result : null;
        steps.EvalFeature(user, _feature.Key, out var effects);
        for (var i = 0; i < effects.Count; i++)
        {
            if (effects[i] is Effect.ExperimentViewed viewed && _payload.IsOf(viewed, _feature, _rule))
                return viewed.Result;
        }
        return null;
    }

    /// <summary>The reason of the user who got through the most steps, which is the last one that more users would meet.</summary>
    private string WhyNotIn(IEnumerable<Context> users)
    {
        var (user, outcome) = users.Select(user => (User: user, Outcome: Outcome(user))).MaxBy(each => each.Outcome.Steps);
        return $"{user.Attributes[_experiment.HashAttribute]} is not: {outcome.Reason}";
    }

    private (string Reason, int Steps) Outcome(Context user) => _feature is null
        ? (RuleReason.Of(Evaluator.Explain(user, _experiment.Source).Steps[^1]), 0)
        : ExclusionReason.OfUser(user, _feature.Key, _feature.Rules.IndexOf(_rule));
}
