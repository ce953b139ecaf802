using System.Collections.Immutable;
using System.Runtime.InteropServices;
using GrowthBook.RegularExpressions;

namespace GrowthBook;

/// <summary>
/// Parts that recur in a payload, each kept once where that is easily seen: regular expressions, and what experiments
/// say of their variations. All are immutable, so that sharing one changes nothing. The tables are small, and a newer
/// part replaces an older one. Beside them the references among the parts, until what they name has been read.
/// </summary>
internal sealed class SharedParts
{
    private const int Size = 32;

    private readonly List<IReference> _references = [];
    private Dictionary<string, EcmaRegex>? _regexes;
    private Dictionary<string, EcmaRegex>? _regexesIgnoringCase;
    private VariationMeta?[]? _meta;
    private ImmutableArray<VariationMeta>[]? _metas;
    private ImmutableArray<double>[]? _weights;
    private FeatureResult?[]? _defaults;

    /// <summary>The expression of a pattern, as <see cref="EcmaRegex.Parse"/> gives it.</summary>
    public EcmaRegex? Regex(string pattern, bool ignoreCase, out string? error)
    {
        ref var regexes = ref ignoreCase ? ref _regexesIgnoringCase : ref _regexes;
        regexes ??= new Dictionary<string, EcmaRegex>(StringComparer.Ordinal);
        error = null;
        if (!regexes.TryGetValue(pattern, out var regex) && EcmaRegex.Parse(pattern, ignoreCase, out error) is { } parsed)
            regexes.Add(pattern, regex = parsed);
        return regex;
    }

    /// <summary>Remembers a reference until <see cref="ResolveReferences"/>.</summary>
    /// <returns>The reference.</returns>
    public T Refer<T>(T reference)
        where T : IReference
    {
        _references.Add(reference);
        return reference;
    }

    public void ResolveReferences(FeatureTable features, SavedGroups groups)
    {
        foreach (var reference in _references)
            reference.Resolve(features, groups);
        _references.Clear();
    }

    public VariationMeta Meta(string? key, string? name, bool? passthrough)
    {
        ref var recent = ref (_meta ??= new VariationMeta?[Size])[(uint)((5 * Hash(key)) + Hash(name)) % Size];
        if (recent is null || recent.Key != key || recent.Name != name || recent.Passthrough != passthrough)
            recent = new VariationMeta(key, name, passthrough);
        return recent;
    }

    public ImmutableArray<VariationMeta> Metas(ImmutableArray<VariationMeta> metas)
    {
        ref var recent = ref (_metas ??= new ImmutableArray<VariationMeta>[Size])[metas.Length % Size];
        if (recent.IsDefault || !AreSame(recent, metas))
            recent = metas;
        return recent;
    }

    /// <summary>The result of a feature that has its default value; most values are <c>false</c>, <c>"off"</c> and the like.</summary>
    public FeatureResult Default(Value value)
    {
        var hash = value switch
        {
            Value.String text => (uint)Hash(text.Content),
            Value.Number number => unchecked((uint)number.Content.GetHashCode()),
            Value.Boolean boolean => boolean.Content ? 1u : 2u,
            _ => 3u,
        };
        ref var recent = ref (_defaults ??= new FeatureResult?[Size])[hash % Size];
        if (recent is null || !ValueEquality.StrictEquals(recent.Value, value))
            recent = new FeatureResult(value, FeatureResultSource.DefaultValue);
        return recent;
    }

    /// <summary>The numbers of an array; <c>default</c> where it holds something else.</summary>
    public ImmutableArray<double> Numbers(Value.Array source)
    {
        ref var recent = ref (_weights ??= new ImmutableArray<double>[Size])[source.Count % Size];
        if (recent.IsDefault || !AreSame(recent, source))
        {
            var numbers = new double[source.Count];
            for (var i = 0; i < numbers.Length; i++)
            {
                if (source[i] is not Value.Number number)
                    return default;
                numbers[i] = number.Content;
            }
            recent = ImmutableCollectionsMarshal.AsImmutableArray(numbers);
        }
        return recent;
    }

    private static int Hash(string? text) => string.IsNullOrEmpty(text) ? 0 : text![text.Length - 1] + text.Length;

    private static bool AreSame(ImmutableArray<VariationMeta> left, ImmutableArray<VariationMeta> right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (!ReferenceEquals(left[i], right[i]))
                return false;
        }
        return left.Length == right.Length;
    }

    private static bool AreSame(ImmutableArray<double> left, Value.Array right)
    {
        for (var i = 0; i < left.Length && i < right.Count; i++)
        {
            if (right[i] is not Value.Number number || !left[i].Equals(number.Content))
                return false;
        }
        return left.Length == right.Count;
    }
}
