using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// JSON text to values. Nesting beyond <see cref="MaxDepth"/> is skipped and reported rather than followed, so that
/// no text can exhaust the stack.
/// </summary>
internal sealed class ValueReader(Faults faults)
{
    /// <summary>How deep arrays and objects may nest, counted from 1 for the outermost; deeper ones become <c>null</c>.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    private readonly StringPool _strings = new();
    private readonly string[]?[] _shapes = new string[]?[64];
    private Value[] _items = new Value[16];
    private string?[] _names = new string?[16];
    private int _count;

    /// <summary>Reads the value at the reader's position; afterwards the reader is at its last token.</summary>
    internal delegate T Root<out T>(ValueReader values, ref Utf8JsonReader reader);

    public Faults Faults => faults;

    /// <summary>Whether an integer that loses digits as a double is a warning, as of the id of a user.</summary>
    public bool WarnsOfLostDigits { get; init; }

    /// <summary>The outermost member to which that warning is limited; <c>null</c> for the whole text.</summary>
    public string? LostDigitsWithin { get; init; }

    /// <summary>Whether an integer beyond ±2^53 is the text of its digits, as of a .NET integer.</summary>
    public bool KeepsDigits { get; init; }

    /// <summary>The value of a JSON text; <c>null</c> (no value) where it is not JSON, with a fatal error.</summary>
    public static Value? Read(ReadOnlySpan<byte> json, Faults faults) =>
        Read(json, faults, static (ValueReader values, ref Utf8JsonReader reader) => values.ReadValue(ref reader));

    /// <summary>Reads a JSON text with a function; <c>default</c> and a fatal error if it is not JSON.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <param name="faults">Takes the faults.</param>
    /// <param name="root">Reads the outermost value.</param>
    public static T? Read<T>(ReadOnlySpan<byte> json, Faults faults, Root<T> root) => new ValueReader(faults).Read(json, root);

    /// <summary>Reads a JSON text with a function. Faults end the use of the reader; without any, it can read another text.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <param name="root">Reads the outermost value.</param>
    /// <returns>The value; <c>default</c> and a fatal error if the text is not JSON.</returns>
    public T? Read<T>(ReadOnlySpan<byte> json, Root<T> root)
    {
        if (json.Length >= 3 && json[0] == 0xEF && json[1] == 0xBB && json[2] == 0xBF)
            json = json.Slice(3);
        var reader = new Utf8JsonReader(json, Options);
        var (depth, count) = (faults.Position.Depth, faults.Count);
        try
        {
            reader.Read();
            var value = root(this, ref reader);
            reader.Read(); // text after the value is an error
            return value;
        }
        catch (JsonException e)
        {
            faults.Forget(count, faults.Count - count); // faults of parts of the text that are not used now
            faults.Fatal(MalformedJson.Describe(json, e.LineNumber ?? 0, e.BytePositionInLine ?? 0));
            faults.Position.LeaveTo(depth);
            return default;
        }
    }

    /// <summary>Reads JSON text and converts its value; <c>default</c> where the text is not JSON.</summary>
    public static Parsed<T?> Parse<T>(string json, Func<Value, Faults, T?> read)
    {
        var faults = new Faults();
        var value = Read(Utf8.OfJson(json ?? throw new ArgumentNullException(nameof(json))), faults);
        return faults.With(value is null ? default : read(value, faults));
    }

    public Value ReadValue(ref Utf8JsonReader reader) => ReadValue(ref reader, 1);

    /// <summary>The name of the member that the reader is at.</summary>
    public string ReadName(ref Utf8JsonReader reader) => KnownNames.Find(reader.ValueSpan) ?? _strings.Name(ref reader);

    /// <summary>Reads a value that lies so deep, counted from 1.</summary>
    public Value ReadValue(ref Utf8JsonReader reader, int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return _strings.Text(ref reader);
            case JsonTokenType.Number:
                var number = Number(ref reader);
                if (WarnsOfLostDigits && LostDigits.Of(reader.ValueSpan, number) is { } lost && (LostDigitsWithin is null || LostDigitsWithin == faults.Position.First))
                    faults.Warning(lost);
                return KeepsDigits ? ScalarNumber.Of(reader.ValueSpan, number) : Value.Number.Of(number);
            case JsonTokenType.True:
                return Value.Boolean.True;
            case JsonTokenType.False:
                return Value.Boolean.False;
            case JsonTokenType.Null:
                return Value.Null.Instance;
        }
        if (depth > MaxDepth)
        {
            faults.Truncated($"nested deeper than {MaxDepth} levels; deeper parts count as null");
            reader.Skip();
            return Value.Null.Instance;
        }
        return reader.TokenType == JsonTokenType.StartArray ? ReadArray(ref reader, depth) : ReadObject(ref reader, depth);
    }

    private Value.Array ReadArray(ref Utf8JsonReader reader, int depth)
    {
        var start = _count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            faults.Position.Enter(_count - start);
            Push(ReadValue(ref reader, depth + 1));
            faults.Position.Leave();
        }
        var items = _items.AsSpan(start, _count - start);
        _count = start;
        return items.IsEmpty ? Value.Array.Empty : new Value.Array(items.ToArray());
    }

    /// <summary>Where the members that are read next will lie.</summary>
    public int Position => _count;

    /// <summary>
    /// The members of the object that the reader is at, of which no object is made. Valid until they are released, and
    /// until something else is read.
    /// </summary>
    /// <param name="reader">Positioned at the object, and on return at its end.</param>
    /// <param name="depth">How deep the object lies, counted from 1.</param>
    public Members ReadMembers(ref Utf8JsonReader reader, int depth)
    {
        var start = _count;
        PushMembers(ref reader, depth);
        return new Members(_names.AsSpan(start, _count - start)!, _items.AsSpan(start, _count - start), faults);
    }

    /// <summary>Forgets the members that lie from a position on.</summary>
    public void Release(int position) => _count = position;

    private void PushMembers(ref Utf8JsonReader reader, int depth)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = ReadName(ref reader);
            reader.Read();
            faults.Position.Enter(name);
            Push(ReadValue(ref reader, depth + 1), name);
            faults.Position.Leave();
        }
    }

    private Value.Object ReadObject(ref Utf8JsonReader reader, int depth)
    {
        var start = _count;
        PushMembers(ref reader, depth);
        var names = _names.AsSpan(start, _count - start);
        var items = _items.AsSpan(start, _count - start);
        _count = start;
        return names.IsEmpty ? Value.Object.Empty
            : Shape(names) is { } shape ? new Value.Object(shape, items.ToArray())
            : Reorder(names, items);
    }

    /// <summary>Whether the names are few, distinct, and no array indices, as in nearly every object.</summary>
    private static bool IsInOrder(ReadOnlySpan<string?> names)
    {
        if (names.Length > Value.Object.IndexedFrom)
            return false;
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i]!;
            if (name.Length == 0 || name[0] is >= '0' and <= '9' || names.Slice(0, i).IndexOf(name) >= 0)
                return false;
        }
        return true;
    }

    /// <summary>
    /// The names as an array, the same one for objects with the same names: payloads repeat <c>{"$in":…}</c> and
    /// <c>{"key":…,"name":…}</c>. A small table in which a newer array replaces an older one. <c>null</c> for names that
    /// are not in order.
    /// </summary>
    private string[]? Shape(ReadOnlySpan<string?> names)
    {
        var hash = (uint)names.Length;
        foreach (var name in names)
        {
            if (name!.Length > 0)
                hash = unchecked((hash * 31) + name[0] + ((uint)name.Length << 8) + ((uint)name[name.Length - 1] << 4));
        }
        ref var shape = ref _shapes[hash % (uint)_shapes.Length];
        if (shape is not null && names.SequenceEqual(shape))
            return shape;
        return IsInOrder(names) ? shape = names.ToArray()! : null;
    }

    private static Value.Object Reorder(ReadOnlySpan<string?> names, ReadOnlySpan<Value> items)
    {
        var members = new ObjectMembers(names.Length);
        for (var i = 0; i < names.Length; i++)
            members.Set(names[i]!, items[i]);
        return new Value.Object(members);
    }

    /// <summary>
    /// Values being read are on one stack, with the names of members, so that each array is
    /// allocated once and at its length.
    /// </summary>
    private void Push(Value value, string? name = null)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
            Array.Resize(ref _names, _count * 2);
        }
        (_names[_count], _items[_count]) = (name, value);
        _count++;
    }

    /// <summary>Infinity for a number beyond the range of a double, as JSON.parse reads it.</summary>
    private static double Number(ref Utf8JsonReader reader)
    {
        if (TryShortInteger(reader.ValueSpan, out var integer))
            return integer;
#if NET
        return reader.TryGetDouble(out var number) ? number : EcmaNumber.Parse(Utf8.GetString(reader.ValueSpan));
#else
        return ExactDouble.Parse(reader.ValueSpan);
#endif
    }

    /// <summary>Most numbers are integers of a few digits, which are exact.</summary>
    private static bool TryShortInteger(ReadOnlySpan<byte> digits, out int integer)
    {
        integer = 0;
        if (digits.Length > 9)
            return false;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            integer = (integer * 10) + (digit - '0');
        }
        return true;
    }
}
