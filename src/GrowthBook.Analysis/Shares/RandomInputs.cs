namespace GrowthBook.Analysis;

/// <summary>
/// The random inputs that can decide about a rule, also for users without the hashed attribute, and about the features that it needs; with the
/// <see cref="BucketSource.State"/> of those that depend on others.
/// </summary>
/// <param name="parts">The payload.</param>
/// <param name="work">The steps that are left.</param>
internal sealed class RandomInputs(WrittenParts parts, WorkLimit work)
{
    private readonly Dictionary<WrittenRule, HashSet<BucketSource>> _ofRules = [];
    private readonly Dictionary<WrittenRule, HashSet<BucketSource>> _ofAnswers = [];
    private readonly Dictionary<string, HashSet<BucketSource>> _ofFeatures = new(StringComparer.Ordinal);

    /// <summary>The inputs of a rule, by its attribute and by its fallback attribute.</summary>
    public HashSet<BucketSource> Of(WrittenRule rule) => _ofRules.TryGetValue(rule, out var known) ? known : _ofRules[rule] = New(rule, rule.Sources, rule.VaryingSources);

    /// <summary>The inputs that decide whether a rule answers: not those of which each bucket is answered.</summary>
    public HashSet<BucketSource> OfAnswer(WrittenRule rule) => _ofAnswers.TryGetValue(rule, out var known) ? known : _ofAnswers[rule] = New(rule, DecidingAnswer(rule), VaryingAnswer(rule));

    /// <summary>The inputs whose bucket decides which arm of a rule a user is in.</summary>
    public static IEnumerable<BucketSource> Varying(WrittenRule rule) => WithFallback(rule, rule.VaryingSources);

    /// <summary>The inputs whose bucket decides whether a rule answers.</summary>
    public static IEnumerable<BucketSource> VaryingOfAnswer(WrittenRule rule) => WithFallback(rule, VaryingAnswer(rule));

    /// <summary>Whether an input decides whether a rule answers.</summary>
    public static bool DecidesAnswer(WrittenRule rule, BucketSource source) => DecidingAnswer(rule).Contains(source);

    private static IEnumerable<BucketSource> DecidingAnswer(WrittenRule rule) => rule.HasLeaves
        ? rule.Sources
        : rule.Answering().Factors.Where(factor => factor.Map.Arms.Any(arm => arm < 0)).Select(factor => factor.Source);

    private static IEnumerable<BucketSource> VaryingAnswer(WrittenRule rule) => rule.HasLeaves ? rule.VaryingSources : rule.Answering().Varying;

    private static HashSet<BucketSource> New(WrittenRule rule, IEnumerable<BucketSource> sources, IEnumerable<BucketSource> varying) =>
        [.. WithFallback(rule, sources), .. WithFallback(rule, varying).Select(source => source.State).OfType<BucketSource>()];

    private static IEnumerable<BucketSource> WithFallback(WrittenRule rule, IEnumerable<BucketSource> sources)
    {
        var (attribute, fallback) = HashAttributes.HashedBy(rule);
        return sources.SelectMany(source => fallback is not null && source.Attribute == attribute ? (BucketSource[])[source, source with { Attribute = fallback }] : [source]);
    }

    /// <summary>Whether two sets have an input in common, and not only inputs that depend on each other.</summary>
    public static bool Share(HashSet<BucketSource> one, HashSet<BucketSource> other) => one.Any(source => source.Version != 0 && other.Contains(source));

    /// <summary>The inputs of the features that a rule needs, and of those that they need; <c>null</c> without steps left.</summary>
    public HashSet<BucketSource>? OfPrerequisites(WrittenRule rule)
    {
        var (found, seen, open) = (new HashSet<BucketSource>(), new HashSet<string>(StringComparer.Ordinal), new Stack<string>(References.Prerequisites(rule.Json)));
        while (open.TryPop(out var key))
        {
            if (!seen.Add(key) || parts.Find(key) is not { } feature)
                continue;
            if (!work.TryTake(1 + feature.Rules.Length))
                return null;
            if (!_ofFeatures.TryGetValue(key, out var own))
                _ofFeatures[key] = own = [.. feature.Rules.SelectMany(Of)];
            if (!work.TryTake(own.Count))
                return null;
            found.UnionWith(own);
            foreach (var needed in feature.Rules.SelectMany(each => References.Prerequisites(each.Json)))
                open.Push(needed);
        }
        return found;
    }

    /// <summary>Whether users without the hashed attribute of a rule are bucketed by another one.</summary>
    public static bool HasFallback(WrittenRule rule) => HashAttributes.HashedBy(rule).Fallback is not null;
}
