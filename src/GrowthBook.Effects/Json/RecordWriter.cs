using System.Collections.Immutable;
using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>Writes the members of a record's object. A member without a value is left out.</summary>
internal readonly struct RecordWriter(Utf8JsonWriter writer)
{
    private static readonly ValueJsonConverter Values = new();

    public void Text(string name, string? text)
    {
        if (text is not null)
            Part(name, text);
    }

    /// <summary>A text in UTF-8.</summary>
    public void Text(string name, ReadOnlyMemory<byte> utf8) => writer.WriteString(name, utf8.Span);

    public void Name<T>(string name, T member)
        where T : struct, Enum => writer.WriteString(name, EnumNames<T>.Of(member));

    public void Integer(string name, long? number)
    {
        if (number is { } value)
            writer.WriteNumber(name, value);
    }

    /// <summary>A flag, which is left out while it is off.</summary>
    public void Flag(string name, bool isOn)
    {
        if (isOn)
            writer.WriteBoolean(name, isOn);
    }

    public void Instant(string name, DateTimeOffset instant) => writer.WriteString(name, instant);

    public void Seconds(string name, TimeSpan? duration)
    {
        if (duration is { } value)
            writer.WriteNumber(name, (decimal)value.Ticks / TimeSpan.TicksPerSecond);
    }

    public void Part(string name, Value part)
    {
        writer.WritePropertyName(name);
        Values.Write(writer, part, null!); // which looks at no options
    }

    /// <summary>An array of objects.</summary>
    public void Parts<T>(string name, ImmutableArray<T> parts, Action<RecordWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            write(this, part);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    public void Part<T>(string name, T part, Action<RecordWriter, T> write)
    {
        writer.WriteStartObject(name);
        write(this, part);
        writer.WriteEndObject();
    }
}
