namespace GrowthBook;

/// <summary>
/// Reads experiments: inline ones, a payload's own, and those of experiment rules. A malformed member that takes part in
/// targeting makes the whole experiment malformed.
/// </summary>
internal static class ExperimentReader
{
    private static readonly MemberNames Names = new(ExperimentJson.KnownNames.Concat(ExperimentJson.Refused).Append("metadata"));

    /// <summary>The experiment that a text defines, with warnings of members that no author means; <c>null</c> where it is malformed.</summary>
    public static Experiment? ReadDefinition(Value value, Faults faults) => ReadDefinition(value, faults, new ModelPool());

    /// <inheritdoc cref="ReadDefinition(Value, Faults)"/>
    public static Experiment? ReadDefinition(Value value, Faults faults, ModelPool pool) =>
        Read(value, faults, pool) is { } experiment ? Reported(experiment, "variations", faults) : null;

    /// <summary>The experiment of a JSON object, as in exposures, which need not have its variations; <c>null</c> where it is malformed.</summary>
    public static Experiment? Read(Value value, Faults faults) => Read(value, faults, new ModelPool());

    /// <inheritdoc cref="Read(Value, Faults)"/>
    public static Experiment? Read(Value value, Faults faults, ModelPool pool)
    {
        if (value is not Value.Object source)
        {
            faults.Error("not an experiment object");
            return null;
        }
        var members = new Members(source, faults);
        members.Expect(Names, keepsOthers: true);
        if (members.Text("key") is not { } key)
        {
            members.Missing("key");
            return null;
        }
        if (members.Array("variations") is not { } variations)
        {
            members.Missing("variations");
            return null;
        }
        foreach (var name in ExperimentJson.Refused)
        {
            if (source[name].IsTruthy)
                members.Refuse(name, "deprecated, and not supported; use condition or urlPatterns");
        }
        var experiment = Read(key, variations, source, ref members, pool);
        return members.IsMalformed || faults.IsTruncated() ? null : experiment;
    }

    /// <summary>The experiment of a rule. As in the reference, an empty text, <c>0</c> and <c>false</c> count as absent in a rule.</summary>
    public static Experiment ReadRule(string key, Value.Array variations, string variationsName, ref Members rule, ModelPool pool)
    {
        var experiment = Read(key, variations, null, ref rule, pool);
        return rule.IsMalformed ? experiment : Reported(experiment, variationsName, rule.Faults);
    }

    // The source is null for a rule, which has none of the uncommon members.
    private static Experiment Read(string key, Value.Array variations, Value.Object? source, ref Members members, ModelPool pool)
    {
        var isRule = source is null;
        return new Experiment(key, variations.ToImmutableArray())
        {
            Coverage = members.Coverage(),
            Weights = members.Weights("weights", pool),
            HashAttribute = Given(members.Text("hashAttribute"), isRule),
            FallbackAttribute = Given(members.Text("fallbackAttribute"), isRule),
            DisableStickyBucketing = members.Flag("disableStickyBucketing") is { } flag && (flag || !isRule) ? flag : null,
            BucketVersion = members.Integer("bucketVersion"),
            MinBucketVersion = members.Integer("minBucketVersion"),
            Namespace = members.Namespace(),
            Meta = members.Meta(variations.Count, pool),
            Ranges = members.Ranges("ranges"),
            Name = Given(members.Label("name"), isRule),
            Phase = Given(members.Label("phase"), isRule),
            Seed = Given(members.Text("seed"), isRule),
            HashVersion = members.Number("hashVersion") is { } version && (version != 0 || !isRule) ? version : null,
            Filters = members.Filters(),
            Condition = members.Condition("condition", pool.Symbols),
            Uncommon = source is null ? UncommonMembers.None : ReadUncommon(source, ref members, pool),
        };
    }

    private static UncommonMembers ReadUncommon(Value.Object source, ref Members members, ModelPool pool)
    {
        var uncommon = new UncommonMembers
        {
            ParentConditions = members.ParentConditions(pool),
            UrlPatterns = members.UrlPatterns(),
            Force = members.Integer("force"),
            Active = members.Flag("active"),
            Status = members.Label("status"),
            PersistQueryString = members.Flag("persistQueryString"),
            Manual = members.Flag("manual"),
            ChangeId = members.Label("changeId"),
            ContextualBandit = members.ContextualBandit(pool),
            Unknown = source.Keys.All(ExperimentJson.IsKnown)
                ? Value.Object.Empty
                : new Value.Object(source.Where(member => !ExperimentJson.IsKnown(member.Key))),
        };
        return uncommon.Equals(UncommonMembers.None) ? UncommonMembers.None : uncommon;
    }

    private static Experiment Reported(Experiment experiment, string variationsName, Faults faults)
    {
        ExperimentDoubts.Report(experiment, variationsName, faults, isRead: true);
        return experiment;
    }

    private static string? Given(string? text, bool isRule) => isRule && text is "" ? null : text;
}
