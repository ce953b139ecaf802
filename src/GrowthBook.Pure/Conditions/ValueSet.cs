using System.Runtime.CompilerServices;
using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// <c>$in $ini</c>, and the ids of a saved group: the value, or one of its elements where it is an array, is in a
/// set. Asking costs the same whether the set holds ten values or a million. Equality is ECMAScript's strict one, so
/// <c>1</c> and <c>"1"</c> differ, and arrays and objects are never found.
/// </summary>
internal abstract class ValueSet : ValueTest
{
    /// <summary>Up to this many values are walked and not hashed.</summary>
    private const int Few = 8;

    /// <summary>The bytes reserved per item of a list; the buffer grows beyond them.</summary>
    private const int BytesOfAnItem = 16;

    private const string Part = "$in";

    private ValueSet()
    {
    }

    public static ValueSet Empty { get; } = Of(Value.Array.Empty);

    public static ValueSet Of(Value.Array source)
    {
        if (source.Count <= Few)
            return new Walked(source.Owned);
        var builder = new Builder(new StringSet.Builder(BytesOfAnItem * source.Count));
        var isOfTexts = true;
        foreach (var item in source.Items)
        {
            isOfTexts &= item is Value.String;
            builder.Add(item);
        }
        return builder.Build(isOfTexts ? null : source);
    }

    /// <summary>Reads the array that the reader is at; arrays and objects in it, which are never found, are skipped.</summary>
    public static ValueSet Read(ValueReader values, ref Utf8JsonReader reader)
    {
        var builder = new Builder(new StringSet.Builder());
        while (ReadSome(values, ref reader, builder))
        {
        }
        return builder.Build(null); // the operand of a test is the group's id, and not its values
    }

    /// <summary>Reads <see cref="StringSet.Some"/> items, and says whether there may be more.</summary>
    private static bool ReadSome(ValueReader values, ref Utf8JsonReader reader, Builder builder)
    {
        for (var left = StringSet.Some; left > 0; left--)
        {
            if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
                return false;
            if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
                builder.Strings.Add(reader.ValueSpan);
            else if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                reader.Skip();
            else
                builder.Add(values.ReadValue(ref reader));
        }
        return true;
    }

    /// <summary>Whether no value is in the set: it has none, or arrays and objects only.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>The kinds of the values in the set.</summary>
    private protected abstract AttributeKinds Kinds { get; }

    /// <summary>Whether <c>null</c> or the empty text, which count as no value, is in the set.</summary>
    private protected abstract bool HasNoValue { get; }

    public sealed override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.OfSet(Kinds, HasNoValue);

    public sealed override void AddTexts(DiscernedTexts texts, SavedGroups groups)
    {
        AddTexts(texts.Own);
        AddTexts(texts.Elements);
    }

    private protected abstract void AddTexts(ComparedTexts texts);

    public sealed override bool Matches(Value actual, ref ConditionScope scope) => Meets(actual, ref scope);

    /// <summary>Whether the set holds the value, or, where it is an array, one of its elements.</summary>
    public bool Meets(Value value, ref ConditionScope scope) => value is Value.Array array ? ContainsOneOf(array, ref scope) : Contains(value, ref scope);

    public abstract bool Contains(Value value, ref ConditionScope scope);

    [MethodImpl(MethodImplOptions.NoInlining)] // most values are no arrays
    private bool ContainsOneOf(Value.Array array, ref ConditionScope scope)
    {
        if (!scope.Take(array.Count, Part))
            return false;
        foreach (var item in array.Items)
        {
            if (Contains(item, ref scope))
                return true;
        }
        return false;
    }

    private sealed class Walked(Value[] items) : ValueSet
    {
        public override Value Operand => new Value.Array(items);

        public override bool IsEmpty => Array.TrueForAll(items, static item => item is Value.Array or Value.Object);

        private protected override AttributeKinds Kinds => items.Aggregate(
            AttributeKinds.None, static (kinds, item) => item is Value.Array or Value.Object ? kinds : kinds | AttributeKindsExtensions.KindsOfOperand(item));

        private protected override bool HasNoValue => Array.Exists(items, static item => item is Value.Null or Value.String { Content: "" });

        private protected override void AddTexts(ComparedTexts texts)
        {
            foreach (var text in items.OfType<Value.String>())
                texts.Add(text.Content);
        }

        public override bool Contains(Value value, ref ConditionScope scope) => value is Value.String { Content: var text }
            ? (text.Length <= ConditionScope.ShortText || TakeLong(text, ref scope)) && Contains(text)
            : ContainsOther(value);

        /// <summary>Most lists are of texts, of which each is compared without a call.</summary>
        private bool Contains(string text)
        {
            foreach (var item in items)
            {
                if (item is Value.String other && Utf16.Equal(other.Content, text))
                    return true;
            }
            return false;
        }

        /// <summary>Takes the steps of comparing a long text with the items of its length.</summary>
        private bool TakeLong(string text, ref ConditionScope scope)
        {
            foreach (var item in items)
            {
                if (item is Value.String other && !scope.TakeComparison(text, other.Content, Part))
                    return false;
            }
            return true;
        }

        private bool ContainsOther(Value value)
        {
            foreach (var item in items)
            {
                if (ValueEquality.StrictEquals(item, value))
                    return true;
            }
            return false;
        }
    }

    /// <remarks>The source is the values as they were written; <c>null</c> where they are texts, which the set has in their order.</remarks>
    private sealed class Hashed(
        Value.Array? source, StringSet strings, HashSet<double>? numbers, bool hasTrue, bool hasFalse, bool hasNull) : ValueSet
    {
        public override Value Operand => source ?? new Value.Array(strings.ToArray());

        public override bool IsEmpty => strings.IsEmpty && numbers is null && !hasTrue && !hasFalse && !hasNull;

        private protected override AttributeKinds Kinds =>
            (strings.Longest == 0 ? AttributeKinds.None : AttributeKinds.Texts)
            | (numbers is null ? AttributeKinds.None : AttributeKinds.Number)
            | (hasTrue || hasFalse ? AttributeKinds.Boolean : AttributeKinds.None);

        private protected override bool HasNoValue => hasNull || strings.Contains("");

        private protected override void AddTexts(ComparedTexts texts) => texts.Add(strings);

        public override bool Contains(Value value, ref ConditionScope scope) => value switch
        {
            Value.String { Content: var text } => text.Length <= strings.Longest && scope.TakeText(text.Length, Part) && strings.Contains(text),
            Value.Number number => numbers is not null && numbers.Contains(number.Content),
            Value.Boolean boolean => boolean.Content ? hasTrue : hasFalse,
            Value.Null => hasNull,
            _ => false,
        };
    }

    /// <summary>Takes the values one by one, so that a saved group is read from JSON without a value for each id.</summary>
    private sealed class Builder(StringSet.Builder strings)
    {
        private HashSet<double>? _numbers;
        private bool _hasTrue;
        private bool _hasFalse;
        private bool _hasNull;

        public StringSet.Builder Strings => strings;

        public void Add(Value value)
        {
            switch (value)
            {
                case Value.String text:
                    Strings.Add(text.Content);
                    break;
                case Value.Number number:
                    (_numbers ??= new HashSet<double>(KeyedHash.Numbers)).Add(number.Content);
                    break;
                case Value.Boolean { Content: true }:
                    _hasTrue = true;
                    break;
                case Value.Boolean:
                    _hasFalse = true;
                    break;
                case Value.Null:
                    _hasNull = true;
                    break;
            }
        }

        public ValueSet Build(Value.Array? source) => new Hashed(source, Strings.Build(), _numbers, _hasTrue, _hasFalse, _hasNull);
    }
}
