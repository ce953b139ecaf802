using System.Collections.Immutable;
using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>Reads the members of a record's object. A member that is <c>null</c> counts as missing.</summary>
internal readonly struct RecordMembers
{
    private const decimal MostSeconds = (decimal)long.MaxValue / TimeSpan.TicksPerSecond;
    private const decimal LeastSeconds = (decimal)long.MinValue / TimeSpan.TicksPerSecond;

    private readonly Type _type;
    private readonly string _path;
    private readonly JsonElement _source;

    public RecordMembers(Type type, string path, JsonElement source)
    {
        (_type, _path, _source) = (type, path, source);
        if (source.ValueKind != JsonValueKind.Object)
            throw Unexpected(path, "an object", source);
    }

    // JsonElement.GetString throws for half of a surrogate pair, which an application's text can have.
    public string Text(string name) => Part(name, Value.Parse) is Value.String text ? text.Content : throw Unexpected(name, "a string");

    public string? OptionalText(string name) => Find(name) is null ? null : Text(name);

    public T Name<T>(string name)
        where T : struct, Enum => EnumNames<T>.Find(Text(name)) ?? throw Unexpected(At(name), EnumNames<T>.Expected, $"\"{PlainText.Of(Text(name), PlainText.MaxName)}\"");

    public long Integer(string name) =>
        Required(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : throw Unexpected(At(name), "an integer", Required(name));

    public int Count(string name) => Integer(name) is >= 0 and <= int.MaxValue and var count ? (int)count : throw Unexpected(At(name), "a count", Required(name));

    public int? OptionalCount(string name) => Find(name) is null ? null : Count(name);

    /// <summary>A flag; off if it is missing.</summary>
    public bool Flag(string name) => Find(name) is { } flag
        && (flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.GetBoolean() : throw Unexpected(At(name), "a boolean", flag));

    public DateTimeOffset Instant(string name) =>
        Required(name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var instant) ? instant : throw Unexpected(At(name), "an ISO 8601 instant", Required(name));

    public TimeSpan? OptionalSeconds(string name) => Find(name) is { } number
        ? number.ValueKind == JsonValueKind.Number && number.TryGetDecimal(out var seconds) && seconds is >= LeastSeconds and <= MostSeconds
            ? new TimeSpan((long)(seconds * TimeSpan.TicksPerSecond))
            : throw Unexpected(At(name), "seconds", number)
        : null;

    /// <summary>A part with its own reader, in which a fault that loses something is an error.</summary>
    public T Part<T>(string name, Func<string, Parsed<T>> parse)
    {
        var (part, faults) = parse(Required(name).GetRawText());
        foreach (var fault in faults)
        {
            if (fault.Severity != ErrorSeverity.Warning)
                throw new JsonException($"{_type.Name}: {At(name)}{fault.Path.Remove(0, 1)}: {fault.Message}");
        }
        return part;
    }

    public T? OptionalPart<T>(string name, Func<string, Parsed<T>> parse)
        where T : class => Find(name) is null ? null : Part(name, parse);

    public RecordMembers? OptionalObject(string name) => Find(name) is { } source ? new RecordMembers(_type, At(name), source) : null;

    public RecordMembers Object(string name) => new(_type, At(name), Required(name));

    /// <summary>An array of objects.</summary>
    public ImmutableArray<T> Parts<T>(string name, Func<RecordMembers, T> read)
    {
        if (Required(name).ValueKind != JsonValueKind.Array)
            throw Unexpected(name, "an array");
        var parts = ImmutableArray.CreateBuilder<T>();
        foreach (var part in Required(name).EnumerateArray())
            parts.Add(read(new RecordMembers(_type, FormattableString.Invariant($"{At(name)}[{parts.Count}]"), part)));
        return parts.ToImmutable();
    }

    public JsonException Unexpected(string name, string expected) => Unexpected(At(name), expected, Required(name));

    private JsonElement? Find(string name) => JsonMembers.Find(_source, name) is { ValueKind: not JsonValueKind.Null } member ? member : null;

    private JsonElement Required(string name) => Find(name) ?? throw new JsonException($"{_type.Name}: {_path}: has no {name}");

    private string At(string name) => $"{_path}.{name}";

    private JsonException Unexpected(string path, string expected, JsonElement actual) => Unexpected(path, "expected " + expected, $"of the kind {actual.ValueKind}");

    private JsonException Unexpected(string path, string expectation, string actual) => new($"{_type.Name}: {path}: {expectation}, and the JSON is {actual}");
}
