using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Searches for the smallest change of a user's attributes that gives a feature a value.</summary>
public static class WhyNot
{
    /// <summary>
    /// Maximum number of evaluations over all attributes, of changes to the first 64 identifiers per attribute and again of those to further ones and to lists; and then per
    /// rule that can give the value.
    /// </summary>
    public const int MaxTried = 100_000, MaxTriedPerRule = 20_000;

    /// <summary>The steps that all tests of values take before evaluation.</summary>
    private const int MaxTestSteps = 20_000_000;

    /// <summary>The number of times that identifiers are hashed before evaluation.</summary>
    private const int MaxHashes = 10_000_000;

    /// <summary>Maximum number of rules whose attributes are tried by themselves.</summary>
    private const int MaxRules = 8;

    /// <summary>
    /// Searches for the change, fewest attributes first: to values that the conditions of the feature and its prerequisites mention, to none, and to
    /// identifiers in other buckets. Among changes of equally many attributes, those of attributes that are not hashed come first.
    /// </summary>
    /// <param name="payload">The payload.</param>
    /// <param name="context">The user and the switches; its payload is not used.</param>
    /// <param name="feature">The key of the feature.</param>
    /// <param name="wanted">The wanted value.</param>
    /// <returns>The change, a proof that no attributes give the value, or the limits of the search. The same arguments give the same result.</returns>
    public static WhyNotResult Search(WrittenPayload payload, Context context, string feature, Value wanted) =>
        Search(payload, context, feature, wanted, new EvaluationSteps());

    internal static WhyNotResult Search(WrittenPayload payload, Context context, string feature, Value wanted, EvaluationSteps steps)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(feature);
        ArgumentNullException.ThrowIfNull(wanted);
        var user = context with { Payload = payload.Compiled, Attributes = context.EffectiveAttributes(), AttributeOverrides = Attributes.Empty };
        var actual = Evaluator.EvalFeature(user, feature).Result.Value;
        var nothing = new WhyNotResult(feature, wanted, actual, WhyNotVerdict.Present, [], true, user.Attributes, 0, "the feature has the value");
        if (Same(actual, wanted))
            return nothing;
        return ProofOfNone(payload, user, feature, wanted) is { } proof
            ? nothing with { Verdict = WhyNotVerdict.Impossible, Reason = proof }
            : Search(payload, user, nothing, steps);
    }

    private static WhyNotResult Search(WrittenPayload payload, Context user, WhyNotResult nothing, EvaluationSteps steps)
    {
        var rules = Reached(payload.Parts, payload.Parts.Find(nothing.Feature)!.Rules);
        var (tests, hashes) = (new WorkLimit(MaxTestSteps), new WorkLimit(MaxHashes));
        var read = AttributeOptions.Of(payload, rules, user.Attributes, user.StickyBuckets is not null, tests, hashes);
        ImmutableArray<AttributeOptions> options = [.. read.Where(each => !each.IsEmpty)];
        var search = new ChangeSearch(user.Attributes, Gives, MaxTried, steps);
        var (found, tried) = (search.Find(options), search.Tried);
        foreach (var rule in found is null && search.HasReachedLimit ? payload.Parts.Find(nothing.Feature)!.Rules.Where(rule => CanGive(rule, nothing.Wanted)).Take(MaxRules) : [])
        {
            var ofRule = new ChangeSearch(user.Attributes, Gives, MaxTriedPerRule, steps);
            found ??= ofRule.Find([.. AttributeOptions.Of(payload, Reached(payload.Parts, [rule]), user.Attributes, user.StickyBuckets is not null, tests, hashes).Where(each => !each.IsEmpty)]);
            tried += ofRule.Tried;
        }
        if (found is not { } changes)
        {
            return nothing with
            {
                Verdict = WhyNotVerdict.NotFound,
                IsSmallest = false,
                Tried = tried,
                HasReachedStepLimit = steps.AreUsedUp,
                Reason = search.Complete == options.Length
                    ? FormattableString.Invariant($"no combination of the values that conditions mention gives it; {tried} were evaluated")
                    : FormattableString.Invariant($"no change of up to {search.Complete} of {options.Length} attributes gives it; the search ended after {tried} evaluations{steps.Reason}"),
            };
        }
        var changed = changes.Aggregate(user.Attributes, (attributes, change) => AttributeTree.With(attributes, change.Attribute, change.To));
        var explanation = Evaluator.Explain(user with { Attributes = changed }, nothing.Feature);
        return nothing with
        {
            Verdict = WhyNotVerdict.Found,
            Changes = changes,
            IsSmallest = changes.Length == 1 || (search.Complete >= changes.Length - 1 && read.All(each => each.HasAll)),
            Attributes = changed,
            Tried = tried,
            Reason = $"{explanation.Result.Source.ToName()}{(RuleReason.Of(explanation.Trace) is { Length: > 0 } reason ? $", {reason}" : "")}",
        };

        bool Gives(Attributes attributes) => Same(steps.EvalFeature(user with { Attributes = attributes }, nothing.Feature, out _).Value, nothing.Wanted);
    }

    /// <summary>The proof that no attributes give a value; <c>null</c> without one.</summary>
    private static string? ProofOfNone(WrittenPayload payload, Context user, string feature, Value wanted)
    {
        if (user.ForcedFeatureValues.ContainsKey(feature))
            return "the context forces the value";
        if (payload.Parts.Find(feature) is not { } written)
            return "the payload has no such feature";
        if (wanted is Value.Null && written.Rules.Any(rule => rule.HasPrerequisites))
            return null; // prerequisites that lead back to the feature give null
        var source = PartSource.Of(payload.Parts, written);
        if (source.Features[0].Rules.Count(rule => rule.IsUsed) != written.Rules.Length)
            return null;
        Value[] possible = [.. ExpectationProofs.PossibleValues(source.Features[0], ExpectationProofs.MeetingCycles(source), new ReachProofs(source), byBuckets: false).Distinct()];
        return possible.Any(value => Same(value, wanted)) ? null
            : $"its rules and its default value give {string.Join(", ", possible.Select(value => ShortJson.Of(value, 100)))} only";
    }

    /// <summary>The rules, and those of all prerequisites.</summary>
    private static List<WrittenRule> Reached(WrittenParts parts, ImmutableArray<WrittenRule> rules)
    {
        var (reached, seen) = (rules.ToList(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < reached.Count; i++)
        {
            foreach (var key in References.Prerequisites(reached[i].Json).Where(seen.Add))
                reached.AddRange(parts.Find(key)?.Rules ?? []);
        }
        return reached;
    }

    /// <summary>Whether values are equal, with members in any order, or have the same JSON.</summary>
    private static bool Same(Value left, Value right) => left.Equals(right) || ValueEquality.SameJson(left, right);

    private static bool CanGive(WrittenRule rule, Value value) => rule.Force is not null
        ? Same(rule.Json["force"], value)
        : rule.Experiments.Any(arm => arm.Compiled.Source.Variations.Any(variation => Same(variation, value)));
}
