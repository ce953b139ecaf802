using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Reads the rules of features to their compiled form. A malformed rule is reported and left out.</summary>
internal sealed class RuleReader(FeatureNumbers features, ModelPool pool)
{
    /// <summary>
    /// The longest key of a feature that its rules take as key or seed. Each rule hashes it, so longer ones would cost the product of the key and
    /// the rules.
    /// </summary>
    private const int LongestInheritedKey = 1000;

    private static readonly MemberNames Names = new(
        "id", "condition", "force", "variations", "key", "coverage", "hashAttribute", "seed", "hashVersion", "weights", "meta", "phase", "name",
        "parentConditions", "ranges", "namespace", "filters", "bucketVersion", "minBucketVersion", "fallbackAttribute", "disableStickyBucketing",
        "range", "tracks", "contextualBanditRef", "contextualVariations", "metadata")
    {
        Aliases = [("value", "force")],
    };

    private static readonly MemberNames TrackNames = new("experiment", "result");

    private static readonly FeatureResult ClosedGate = new(Value.Null.Instance, FeatureResultSource.Prerequisite);

    public Rule? Read(Members members, string featureKey, BanditReader bandits)
    {
        var faults = members.Faults;
        if (faults.IsTruncated())
        {
            faults.Error("nested too deep; the rule is left out");
            return null;
        }
        members.Expect(Names);
        var id = members.Label("id") ?? "";
        var prerequisites = ReadPrerequisites(featureKey, ref members);
        Rule rule = members.Has("force") ? ReadForce(id, featureKey, prerequisites, ref members)
            : members.Array("contextualVariations") is { } contextual ? ReadExperiment(contextual, "contextualVariations", id, featureKey, prerequisites, bandits, ref members)
            : members.Array("variations") is { } variations ? ReadExperiment(variations, "variations", id, featureKey, prerequisites, bandits, ref members)
            : ReadGate(id, prerequisites, members);
        if (!members.IsMalformed)
            return rule;
        faults.Error("the rule is malformed and left out");
        return null;
    }

    private Prerequisite[] ReadPrerequisites(string featureKey, ref Members rule)
    {
        if (!rule.Has("parentConditions"))
            return [];
        var read = rule.Objects("parentConditions", new PrerequisiteReader(this, featureKey), static (source, faults, reader) =>
            reader.Read(source, faults));
        return read.IsDefaultOrEmpty ? [] : read.ToArray();
    }

    private Prerequisite? ReadPrerequisite(string featureKey, Members parent)
    {
        parent.Expect(ExperimentMembers.ParentNames);
        var key = parent.ParentKey();
        var condition = parent.ConditionTests("condition", pool.Symbols);
        var closed = parent.Flag("gate") is true
            ? new Effect.FeatureEvaluated(featureKey, ClosedGate)
            : null;
        if (parent.IsMalformed)
            return null;
        var number = features.NumberOf(key);
        return new Prerequisite(features.KeyOf(number), number, condition, closed);
    }

    private Rule.Force ReadForce(string id, string featureKey, Prerequisite[] prerequisites, ref Members members)
    {
        var filters = members.Filters();
        var condition = members.ConditionTests("condition", pool.Symbols);
        var rollout = ReadRollout(featureKey, ref members);
        if (!members.IsMalformed)
        {
            FilterDoubts.Report(filters, members.Faults);
            IgnoredMembers.ReportForce(members);
        }
        var tracks = ReadTracks(ref members);
        var result = new FeatureResult(members.Raw("force")!, FeatureResultSource.Force, id);
        return new Rule.Force(
            Rule.UncommonParts.Of(prerequisites, CompiledFilter.Compile(filters), tracks), condition, rollout, new Effect.FeatureEvaluated(featureKey, result));
    }

    private Rule.Experiment ReadExperiment(
        Value.Array variations, string variationsName, string id, string featureKey, Prerequisite[] prerequisites, BanditReader bandits, ref Members members)
    {
        var experiment = ExperimentReader.ReadRule(OwnOrInherited("key", featureKey, ref members), variations, variationsName, ref members, pool);
        if (!members.IsMalformed)
            IgnoredMembers.ReportExperiment(members);
        var bandit = ReadBandit(experiment, bandits, ref members);
        var compiled = new CompiledExperiment(experiment);
        return new Rule.Experiment(id, Rule.UncommonParts.Of(prerequisites, compiled.Filters), compiled, bandit);
    }

    private static CompiledBandit? ReadBandit(Experiment experiment, BanditReader bandits, ref Members members)
    {
        const string name = "contextualBanditRef";
        if (members.NonEmptyText(name) is not { } reference)
            return null;
        if (bandits.Find(reference) is not { } bandit)
        {
            if (bandits.IsUnknown(reference))
                members.Faults.WarningAt(name, BanditDoubts.Unknown);
            return null;
        }
        BanditDoubts.Report(bandit, experiment, name, members.Faults);
        return bandits.Compile(experiment, bandit);
    }

    private static Rule.Gate ReadGate(string id, Prerequisite[] prerequisites, in Members members)
    {
        if (prerequisites.Length == 0 && !members.IsMalformed)
            members.Faults.Warning("the rule has neither force nor variations nor prerequisites; it does nothing");
        return new Rule.Gate(id, Rule.UncommonParts.Of(prerequisites));
    }

    private static Rollout? ReadRollout(string featureKey, ref Members members)
    {
        var range = members.Range("range");
        var coverage = members.Coverage();
        var version = members.Number("hashVersion");
        if (range is not null || coverage is not null)
            CheckRollout(range, coverage ?? 1, version, members.Faults);
        var hashAttribute = members.NonEmptyText("hashAttribute") ?? "id";
        var fallback = members.Flag("disableStickyBucketing") is true ? null : members.NonEmptyText("fallbackAttribute");
        return range is null && coverage is null
            ? null
            : new Rollout(new HashSeed(OwnOrInherited("seed", featureKey, ref members), version), hashAttribute, fallback, range, coverage ?? 1);
    }

    private static void CheckRollout(BucketRange? range, double coverage, double? version, Faults faults)
    {
        Shares.CheckCoverage(coverage, faults);
        if (range is { } given)
        {
            Shares.CheckRange(given, "range", faults);
            IgnoredShares.Report(given, coverage, faults);
        }
        if (!Hashing.IsKnown(version))
            faults.WarningAt("hashVersion", ExperimentDoubts.HashVersion);
    }

    /// <summary>A rule's own key or seed; without one the key of its feature, where that is not too long.</summary>
    private static string OwnOrInherited(string member, string featureKey, ref Members rule)
    {
        if (rule.NonEmptyText(member) is { } own)
            return own;
        if (featureKey.Length <= LongestInheritedKey)
            return featureKey;
        rule.Missing(FormattableString.Invariant($"{member} of its own, and the key of the feature has more than {LongestInheritedKey:N0} characters"));
        return "";
    }

    /// <summary>The exposures of a rule. They take no part in targeting, so a malformed one is left out and the rule stays.</summary>
    private ImmutableArray<Effect.ExperimentViewed> ReadTracks(ref Members rule)
    {
        if (rule.Find("tracks") is not { } value)
            return default;
        var faults = rule.Faults;
        var tracks = ImmutableArray.CreateBuilder<Effect.ExperimentViewed>();
        faults.Position.Enter("tracks");
        if (value is not Value.Array items)
            faults.Error("not an array; no exposure is reported");
        else
            ReadTracks(items, faults, tracks);
        faults.Position.Leave();
        return tracks.ToImmutable();
    }

    private void ReadTracks(Value.Array items, Faults faults, ImmutableArray<Effect.ExperimentViewed>.Builder tracks)
    {
        for (var i = 0; i < items.Count; i++)
        {
            faults.Position.Enter(i);
            if (items[i] is not Value.Object source)
                faults.Error("not an object; the track is left out");
            else if (ReadTrack(source, faults, pool) is { } track)
                tracks.Add(track);
            else
                faults.Error("the track is no exposure; it is left out");
            faults.Position.Leave();
        }
    }

    private static Effect.ExperimentViewed? ReadTrack(Value.Object source, Faults faults, ModelPool pool)
    {
        new Members(source, faults).Expect(TrackNames);
        return ResultReader.ReadExposure(source, faults, pool, isForeign: true) is var (experiment, result) ? new Effect.ExperimentViewed(experiment, result) : null;
    }

    /// <summary>Reads the prerequisites of one feature.</summary>
    private sealed class PrerequisiteReader(RuleReader rules, string featureKey)
    {
        public Prerequisite? Read(Value.Object source, Faults faults) => rules.ReadPrerequisite(featureKey, new Members(source, faults));
    }
}
