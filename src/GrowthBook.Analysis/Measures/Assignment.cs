using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// What a rule does with the random inputs of a user who meets all else: a map for each input. A user whom one of them maps to no
/// arm is out; the last map chooses the arm.
/// </summary>
/// <param name="Factors">The inputs with their maps; without any, each user is in arm 0.</param>
internal sealed record Assignment(ImmutableArray<Assignment.Factor> Factors)
{
    private static readonly BucketSource AnySource = new("", "", 2);

    /// <summary>The assignment that no user is in.</summary>
    public static Assignment Empty { get; } = new([new Factor(AnySource, BucketMap.Of(AnySource, []))]);

    /// <summary>The assignment of all users to arm 0.</summary>
    public static Assignment Everybody { get; } = new([]);

    /// <summary>Whether an input has no bucket with an arm, so that no user is in it.</summary>
    public bool HasEmptyFactor => Factors.Any(factor => factor.Map.Arms.All(arm => arm < 0));

    /// <summary>The inputs whose bucket decides something.</summary>
    public IEnumerable<BucketSource> Varying => Factors.Where(factor => !factor.Map.IsConstant).Select(factor => factor.Source);

    /// <summary>The assignment of an experiment, whose arms are its variations.</summary>
    public static Assignment Of(CompiledExperiment experiment)
    {
        var source = experiment.Source;
        if (!Assigns(source) || BucketSource.Of(experiment.HashAttribute, experiment.Seed.Seed, source.HashVersion) is not { } bucket)
            return Empty;
        var factors = new List<Factor>();
        if (experiment.Filters is { } filters)
        {
            if (!AddFilters(filters, factors))
                return Empty;
        }
        else if (source.Namespace is { } space)
        {
            var input = BucketSource.OfNamespace(experiment.HashAttribute, space.Id);
            factors.Add(new Factor(input, BucketMap.Of(input, [space.Range])));
        }
        var variations = source.Variations.Length;
        factors.Add(new Factor(bucket, BucketMap.Of(bucket, experiment.Ranges).Select(arm => arm < variations ? arm : BucketMap.None)));
        return new Assignment([.. factors]);
    }

    /// <summary>Whether an experiment assigns users by their hash: it runs, has two variations, and forces none.</summary>
    public static bool Assigns(Experiment experiment) =>
        experiment.Variations.Length >= 2 && ExperimentDoubts.IsToRun(experiment) && experiment.Force is null;

    /// <summary>The assignment of a rule that forces a value: arm 0 for the users who get it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="hashVersion">The rule's version of hashing as written.</param>
    public static Assignment Of(Rule.Force rule, double? hashVersion)
    {
        var factors = new List<Factor>();
        if (rule.Filters is { } filters && !AddFilters(filters, factors))
            return Empty;
        if (rule.Rollout is not { } rollout)
            return factors.Count == 0 ? Everybody : new Assignment([.. factors]);
        if (BucketSource.Of(rollout.HashAttribute, rollout.Seed.Seed, hashVersion) is not { } source)
            return Empty;
        BucketRange[] ranges = rollout is { Range: null, Coverage: 0 } ? [] : [rollout.Range ?? new BucketRange(0, Math.BitIncrement(rollout.Coverage))]; // a coverage includes its end
        factors.Add(new Factor(source, BucketMap.Of(source, [.. ranges])));
        return new Assignment([.. factors]);
    }

    /// <summary>The arm of a user whose attributes all have one identifier.</summary>
    public int ArmOf(string id)
    {
        Span<int> arms = stackalloc int[Factors.Length];
        for (var i = 0; i < arms.Length; i++)
            arms[i] = Factors[i].Map[Factors[i].Source.IndexOf(id)];
        return Outcome(arms);
    }

    /// <summary>The arm of a user, <c>null</c> without one of the attributes. Long identifiers are hashed whole.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="fallback">The attribute for users without that of the last input; <c>null</c> without one.</param>
    public int? ArmOf(Attributes attributes, string? fallback = null) => IdsOf(attributes, fallback) is { } ids ? ArmOf(ids) : null;

    /// <summary>The arm of a user with these identifiers, one per input.</summary>
    public int ArmOf(string[] ids)
    {
        var outcome = 0;
        for (var i = 0; i < ids.Length && outcome >= 0; i++)
            outcome = Factors[i].Map[Factors[i].Source.IndexOf(ids[i])];
        return outcome;
    }

    /// <summary>The identifier of a user that each input hashes, <c>null</c> without one of the attributes.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="fallback">The attribute for users without that of the last input; <c>null</c> without one.</param>
    public string[]? IdsOf(Attributes attributes, string? fallback)
    {
        var scope = new ConditionScope(SavedGroups.Empty, null);
        var ids = new string[Factors.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var factor = Factors[i];
            var value = attributes[factor.Source.Attribute];
            if (!value.IsTruthy && fallback is not null && ReferenceEquals(factor, Factors[^1]))
                value = attributes[fallback];
            if (!value.IsTruthy || scope.TextOf(value, Steps.Hashing) is not { } id)
                return null;
            ids[i] = id;
        }
        return ids;
    }

    /// <summary>The outcome of the arms that the maps give: the arm of the last one, or none if one of them has none.</summary>
    public static int Outcome(ReadOnlySpan<int> arms)
    {
        var outcome = 0;
        foreach (var arm in arms)
        {
            if (arm < 0)
                return BucketMap.None;
            outcome = arm;
        }
        return outcome;
    }

    private static bool AddFilters(CompiledFilter[] filters, List<Factor> factors)
    {
        foreach (var filter in filters)
        {
            if (BucketSource.Of(filter.Attribute, filter.Seed.Seed, filter.Source.HashVersion is null or 0 ? 2 : filter.Source.HashVersion) is not { } source)
                return false;
            factors.Add(new Factor(source, BucketMap.Passing(source, filter.Source.Ranges)));
        }
        return true;
    }

    /// <summary>A random input with its map to arms.</summary>
    internal sealed record Factor(BucketSource Source, BucketMap Map);
}
