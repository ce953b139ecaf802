using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>
/// Users made from a seed and a number: identifiers that are unique and, of different attributes, independent of each other; and for other
/// attributes values that the payload's conditions mention, each with equal probability.
/// </summary>
internal sealed class GeneratedUsers
{
    private const string Id = "id";

    private readonly ulong _seed;
    private readonly (string Name, ulong Salt)[] _identifiers;
    private readonly KeyValuePair<string, List<Value>>[] _candidates;

    public GeneratedUsers(WrittenParts parts, ulong seed)
    {
        _seed = AttributeIds.Mix(seed);
        string[] identifiers = [.. Identifiers(parts).Append(Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _identifiers = [.. identifiers.Select(name => (name, name == Id ? 0 : AttributeIds.HashOf(name)))];
        _candidates = [.. CandidateValues.Of(parts.SavedGroups, Conditions(parts)).Where(each => !identifiers.Contains(each.Key))];
    }

    /// <summary>The number of a user, by which shards divide.</summary>
    public ulong HashOf(long index) => AttributeIds.Mix(_seed + ((ulong)index * 0x9E3779B97F4A7C15));

    /// <summary>The attributes of a user.</summary>
    /// <param name="hash">The user's number.</param>
    public Attributes Of(ulong hash)
    {
        var values = new KeyValuePair<string, Value>[_identifiers.Length + _candidates.Length];
        for (var i = 0; i < _identifiers.Length; i++)
            values[i] = new(_identifiers[i].Name, "u" + Mixed(hash, _identifiers[i].Salt).ToString("x16", CultureInfo.InvariantCulture));
        var random = hash;
        for (var i = 0; i < _candidates.Length; i++)
        {
            random = AttributeIds.Mix(random + 0x9E3779B97F4A7C15);
            var (name, candidates) = _candidates[i];
            values[_identifiers.Length + i] = new(name, candidates[(int)(random % (ulong)candidates.Count)]);
        }
        return AttributeTree.Of(values);
    }

    /// <summary>The number in the identifier of an attribute: the user's own in <c>id</c>, and another bijection of it in each other attribute.</summary>
    private static ulong Mixed(ulong hash, ulong salt) => salt == 0 ? hash : AttributeIds.Mix(hash ^ salt);

    private static IEnumerable<string> Identifiers(WrittenParts parts) =>
        parts.AllExperiments().SelectMany(each => each.Rule.Experiments).SelectMany(arm => Assignment.Of(arm.Compiled).Factors)
            .Concat(parts.Features.SelectMany(feature => feature.Rules).Where(rule => rule.Force is not null).SelectMany(rule => rule.Answering().Factors))
            .Select(factor => factor.Source.Attribute)
            .Where(name => name.Length > 0);

    private static IEnumerable<Value> Conditions(WrittenParts parts) => parts.Features.SelectMany(feature => feature.Rules)
        .Concat(parts.Experiments)
        .Select(rule => rule.Json["condition"])
        .Concat(parts.Bandits.Values.SelectMany(bandit => bandit["contexts"] is Value.Array contexts ? contexts : []).Select(leaf => leaf["condition"]));
}
