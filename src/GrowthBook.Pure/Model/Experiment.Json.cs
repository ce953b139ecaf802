using System.Collections.Immutable;

namespace GrowthBook;

public sealed partial record Experiment
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "variations", "key", "coverage", "weights", "hashAttribute", "fallbackAttribute", "disableStickyBucketing",
        "bucketVersion", "minBucketVersion", "namespace", "meta", "ranges", "name", "phase", "seed", "hashVersion",
        "filters", "condition", "parentConditions", "urlPatterns", "force", "active", "status", "persistQueryString",
        "manual", "changeId", "contextualBandit",
    };

    /// <summary>Reads an inline experiment.</summary>
    /// <param name="json">The JSON text of the experiment.</param>
    /// <returns>The experiment, <c>null</c> where it is malformed, and every fault found with its JSON path.</returns>
    public static (Experiment? Experiment, ImmutableArray<PayloadError> Errors) Parse(string json)
    {
        var errors = new PayloadErrors();
        var value = ValueReader.Read(Utf8.OfJson(json ?? throw new ArgumentNullException(nameof(json))), errors);
        var experiment = value is null ? null : Read(value, errors);
        return (experiment, errors.ToImmutable());
    }

    /// <summary>The experiment as the other GrowthBook SDKs write it: members that are not set are left out.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue()
    {
        var members = new ObjectMembers(24);
        members.Set("variations", new Value.Array(Variations));
        members.Set("key", Key);
        Set(members, "coverage", Coverage);
        if (!Weights.IsDefault)
            members.Set("weights", ResultJson.Of(Weights));
        Set(members, "hashAttribute", HashAttribute);
        Set(members, "fallbackAttribute", FallbackAttribute);
        Set(members, "disableStickyBucketing", DisableStickyBucketing);
        Set(members, "bucketVersion", BucketVersion);
        Set(members, "minBucketVersion", MinBucketVersion);
        if (Namespace is not null)
            members.Set("namespace", new Value?[] { Namespace.Id, Namespace.Range.Start, Namespace.Range.End });
        SetList(members, "meta", Meta, Of);
        SetList(members, "ranges", Ranges, Of);
        Set(members, "name", Name);
        Set(members, "phase", Phase);
        Set(members, "seed", Seed);
        Set(members, "hashVersion", HashVersion);
        SetList(members, "filters", Filters, Of);
        if (Condition is not null)
            members.Set("condition", Condition.Source);
        SetList(members, "parentConditions", ParentConditions, Of);
        SetList(members, "urlPatterns", UrlPatterns, Of);
        Set(members, "force", Force);
        Set(members, "active", Active);
        Set(members, "status", Status);
        Set(members, "persistQueryString", PersistQueryString);
        Set(members, "manual", Manual);
        Set(members, "changeId", ChangeId);
        if (ContextualBandit is not null)
            members.Set("contextualBandit", Of(ContextualBandit));
        foreach (var other in Others)
        {
            if (!Known.Contains(other.Key))
                members.Set(other.Key, other.Value);
        }
        return new Value.Object(members);
    }

    /// <summary>The JSON text of the experiment.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();

    internal static Experiment? Read(Value value, PayloadErrors errors)
    {
        if (value is not Value.Object source)
        {
            errors.Error("not an experiment object");
            return null;
        }
        var members = new Members(source, errors);
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
        var experiment = new Experiment(key, variations.ToImmutableArray())
        {
            // As in a rule: an explicit null is not an absent coverage.
            Coverage = members.Has("coverage") ? members.Number("coverage") ?? 0 : null,
            Weights = members.Weights("weights"),
            HashAttribute = members.Text("hashAttribute"),
            FallbackAttribute = members.Text("fallbackAttribute"),
            DisableStickyBucketing = members.Flag("disableStickyBucketing"),
            BucketVersion = members.Integer("bucketVersion"),
            MinBucketVersion = members.Integer("minBucketVersion"),
            Namespace = ExperimentParts.Namespace(ref members),
            Meta = ExperimentParts.Meta(ref members),
            Ranges = members.Ranges("ranges"),
            Name = members.Label("name"),
            Phase = members.Label("phase"),
            Seed = members.Text("seed"),
            HashVersion = members.Number("hashVersion"),
            Filters = ExperimentParts.Filters(ref members),
            Condition = members.Condition("condition"),
            Rarely = ReadRare(source, ref members),
        };
        return members.IsMalformed || errors.IsTruncated() ? null : experiment;
    }

    private static Rare ReadRare(Value.Object source, ref Members members)
    {
        var rare = new Rare
        {
            ParentConditions = ExperimentParts.ParentConditions(ref members),
            UrlPatterns = ExperimentParts.UrlPatterns(ref members),
            Force = members.Integer("force"),
            Active = members.Flag("active"),
            Status = members.Label("status"),
            PersistQueryString = members.Flag("persistQueryString"),
            Manual = members.Flag("manual"),
            ChangeId = members.Label("changeId"),
            ContextualBandit = ExperimentParts.ContextualBandit(ref members),
            Others = Unknown(source),
        };
        return rare.Equals(Rare.Default) ? Rare.Default : rare;
    }

    private static Value.Object Unknown(Value.Object source) => source.Keys.All(Known.Contains)
        ? Value.Object.Empty
        : new Value.Object(source.Where(member => !Known.Contains(member.Key)));

    private static void Set(ObjectMembers members, string name, string? text)
    {
        if (text is not null)
            members.Set(name, text);
    }

    private static void Set(ObjectMembers members, string name, double? number)
    {
        if (number is not null)
            members.Set(name, number.Value);
    }

    private static void Set(ObjectMembers members, string name, bool? flag)
    {
        if (flag is not null)
            members.Set(name, flag.Value);
    }

    private static void SetList<T>(ObjectMembers members, string name, ImmutableArray<T> items, Func<T, Value> toValue)
    {
        if (!items.IsDefault)
            members.Set(name, new Value.Array(items.Select(toValue).ToArray()));
    }

    private static Value Of(VariationMeta meta)
    {
        var members = new ObjectMembers();
        Set(members, "key", meta.Key);
        Set(members, "name", meta.Name);
        Set(members, "passthrough", meta.Passthrough);
        return new Value.Object(members);
    }

    private static Value Of(BucketRange range) => new[] { range.Start, range.End };

    private static Value Of(Filter filter)
    {
        var members = new ObjectMembers();
        Set(members, "attribute", filter.Attribute);
        members.Set("seed", filter.Seed);
        Set(members, "hashVersion", filter.HashVersion);
        SetList(members, "ranges", filter.Ranges, Of);
        return new Value.Object(members);
    }

    private static Value Of(ParentCondition parent)
    {
        var members = new ObjectMembers();
        members.Set("id", parent.Id);
        if (parent.Condition is not null)
            members.Set("condition", parent.Condition.Source);
        Set(members, "gate", parent.Gate);
        return new Value.Object(members);
    }

    private static Value Of(UrlPattern pattern)
    {
        var members = new ObjectMembers();
        Set(members, "include", pattern.Include);
        members.Set("type", pattern.Type);
        members.Set("pattern", pattern.Pattern);
        return new Value.Object(members);
    }

    private static Value Of(ContextualBandit bandit)
    {
        var members = new ObjectMembers();
        members.Set("leafId", bandit.LeafId);
        members.Set("variationWeights", ResultJson.Of(bandit.VariationWeights));
        Set(members, "banditVersion", bandit.BanditVersion);
        return new Value.Object(members);
    }
}
