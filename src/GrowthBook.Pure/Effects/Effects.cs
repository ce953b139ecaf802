using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// An immutable list of effects in the order of the evaluation. The first four elements are fields of the value, so that the
/// effects of most evaluations allocate nothing.
/// </summary>
/// <remarks>Equal to another when it holds equal effects in the same order. <c>default</c> is <see cref="None"/>.</remarks>
[CollectionBuilder(typeof(Effects), nameof(Of))]
[JsonConverter(typeof(EffectJsonConverter))]
public readonly struct Effects : IReadOnlyList<Effect>, IEquatable<Effects>
{
    internal const int Inline = 4;

    private const int StepLimitFlag = int.MinValue;

    private readonly Effect? _first;
    private readonly Effect? _second;
    private readonly Effect? _third;
    private readonly Effect? _fourth;
    private readonly Effect[]? _rest;

    /// <summary>The count, and <see cref="StepLimitFlag"/>. One field: another one makes copies of this value wait for its store.</summary>
    private readonly int _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Effects(Effect only) => (_first, _count) = (only, 1);

    internal Effects(Effect? first, Effect? second, Effect? third, Effect? fourth, Effect[]? rest, int count, bool hasReachedStepLimit = false) =>
        (_first, _second, _third, _fourth, _rest, _count) = (first, second, third, fourth, rest, hasReachedStepLimit ? count | StepLimitFlag : count);

    /// <summary>No effects.</summary>
    public static Effects None => default;

    /// <summary>How many effects there are.</summary>
    public int Count => _count & ~StepLimitFlag;

    /// <summary>
    /// Whether a test of the evaluation did not match because it needed more steps than were left (10,000,000 for one evaluation). The
    /// explanation of the evaluation names the test. Not a part of equality and JSON.
    /// </summary>
    public bool HasReachedStepLimit => (_count & StepLimitFlag) != 0;

    /// <summary>The effect at <paramref name="index"/>, counted from 0.</summary>
    /// <param name="index">From 0 inclusive to <see cref="Count"/> exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside that range.</exception>
    public Effect this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {Count} effects");
            return index switch
            {
                0 => _first!,
                1 => _second!,
                2 => _third!,
                3 => _fourth!,
                _ => _rest![index - Inline],
            };
        }
    }

    /// <summary>Concatenates two lists of effects.</summary>
    /// <param name="left">The effects that came first.</param>
    /// <param name="right">The effects that came later.</param>
    /// <returns>All effects in order, including duplicates.</returns>
    public static Effects operator +(Effects left, Effects right) => left.Concat(right);

    /// <summary>Whether both hold equal effects in the same order.</summary>
    /// <param name="left">Effects.</param>
    /// <param name="right">Effects.</param>
    /// <returns><c>true</c> when equal.</returns>
    public static bool operator ==(Effects left, Effects right) => left.Equals(right);

    /// <summary>The opposite of <c>==</c>.</summary>
    /// <param name="left">Effects.</param>
    /// <param name="right">Effects.</param>
    /// <returns><c>true</c> when not equal.</returns>
    public static bool operator !=(Effects left, Effects right) => !left.Equals(right);

    /// <summary>The effects given, in their order.</summary>
    /// <param name="effects">Effects.</param>
    /// <returns>A list of them.</returns>
    public static Effects Of(params ReadOnlySpan<Effect> effects)
    {
        var all = new EffectsBuilder();
        foreach (var effect in effects)
            all.Add(effect);
        return all.Build();
    }

    /// <summary>Appends the effects of another list.</summary>
    /// <param name="later">The effects that came later.</param>
    /// <returns>All effects in order, including duplicates.</returns>
    public Effects Concat(Effects later)
    {
        var hasReachedStepLimit = HasReachedStepLimit || later.HasReachedStepLimit;
        if (Count == 0 && later.HasReachedStepLimit == hasReachedStepLimit)
            return later;
        if (later.Count == 0 && HasReachedStepLimit == hasReachedStepLimit)
            return this;
        var all = new EffectsBuilder();
        foreach (var effect in this)
            all.Add(effect);
        foreach (var effect in later)
            all.Add(effect);
        return all.Build(hasReachedStepLimit);
    }

    /// <summary>
    /// The effects of one user without those whose <see cref="Effect.DeduplicationKey"/> and kind an earlier one has. Of the usages of several users it leaves those of
    /// the first one with each value; call it for each user, before lists are added.
    /// </summary>
    /// <returns>The first of each, and all that have no such key.</returns>
    public Effects Distinct()
    {
        var seen = new Dictionary<Type, HashSet<string>>();
        var distinct = new EffectsBuilder();
        foreach (var effect in this)
        {
            if (effect.DeduplicationKey is not { } key)
            {
                distinct.Add(effect);
                continue;
            }
            if (!seen.TryGetValue(effect.GetType(), out var keys))
                seen.Add(effect.GetType(), keys = new HashSet<string>(KeyedTexts.Comparer));
            if (keys.Add(key))
                distinct.Add(effect);
        }
        return distinct.Build(HasReachedStepLimit);
    }

    /// <summary>The effects in their order, without allocating.</summary>
    /// <returns>An enumerator.</returns>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<Effect> IEnumerable<Effect>.GetEnumerator() => Enumerate().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Enumerate().GetEnumerator();

    /// <summary>Whether <paramref name="other"/> holds equal effects in the same order.</summary>
    /// <param name="other">Effects.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(Effects other)
    {
        if (Count != other.Count)
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (!this[i].Equals(other[i]))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Effects other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Count;
        foreach (var effect in this)
            hash = unchecked((hash * 31) + effect.GetHashCode());
        return hash;
    }

    /// <summary>The JSON text of the effects, as an evaluation record has it.</summary>
    /// <returns>A JSON array.</returns>
    public override string ToString() => ToValue().ToString();

    /// <summary>The effects as an evaluation record has them.</summary>
    /// <returns>A JSON array of objects with a member <c>type</c>.</returns>
    public Value.Array ToValue()
    {
        var items = new Value[Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = this[i].ToValue();
        return new Value.Array(items);
    }

    /// <summary>Reads effects from the form that <see cref="ToValue"/> gives.</summary>
    /// <param name="json">The JSON text of an array of effects.</param>
    /// <returns>The effects without those that are malformed, and every fault found with its JSON path.</returns>
    public static Parsed<Effects> Parse(string json) =>
        ValueReader.Parse(json, EffectsReader.Read);

    private IEnumerable<Effect> Enumerate()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    /// <summary>Walks effects in their order.</summary>
    public struct Enumerator
    {
        private readonly Effects _effects;
        private int _index;

        internal Enumerator(Effects effects)
        {
            _effects = effects;
            _index = -1;
        }

        /// <summary>The current effect.</summary>
        public readonly Effect Current => _effects[_index];

        /// <summary>Moves to the next effect.</summary>
        /// <returns><c>false</c> when there is none.</returns>
        public bool MoveNext() => ++_index < _effects.Count;
    }
}
