using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace GrowthBook;

/// <summary>
/// Shares the immutable parts that recur among the experiments of one text: metadata of variations and weights. Each
/// table is small and direct-mapped: a newer part replaces an older one.
/// </summary>
internal sealed class ModelPool(ConditionSymbols symbols)
{
    private const int Size = 32;

    private VariationMeta?[]? _meta;
    private ImmutableArray<VariationMeta>[]? _metas;
    private ImmutableArray<double>[]? _weights;

    public ModelPool()
        : this(new ConditionSymbols())
    {
    }

    /// <summary>The symbols of the conditions in the same text.</summary>
    public ConditionSymbols Symbols => symbols;

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

    /// <summary>The numbers of an array; <c>default</c> where it holds anything else.</summary>
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
