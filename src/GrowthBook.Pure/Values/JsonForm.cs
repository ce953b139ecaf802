using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Writes and reads a type, and the cases of a closed hierarchy, through System.Text.Json in the form of evaluation records: what
/// its <c>ToValue</c> gives. Of the options, only the encoder affects it: unless it
/// is the relaxed one, the text is safe in a script element.
/// </summary>
/// <param name="write">The value of an instance.</param>
/// <param name="read">The instance of a value; <c>null</c> or a fatal fault where it is malformed.</param>
/// <param name="isStrict">Whether a part that <paramref name="read"/> leaves out with an error makes the whole unreadable.</param>
internal sealed class JsonForm<T>(Func<T, Value> write, Func<Value, Faults, T?> read, bool isStrict = false) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var source = PlainObject.OfText(document.RootElement);
        var faults = new Faults();
        var value = read(source, faults);
        if (value is null || faults.HasFatal || (isStrict && faults.HasErrors))
            throw new JsonException(JsonFormFault.Text(typeToConvert, source, faults));
        return typeToConvert.IsInstanceOfType(value)
            ? value
            : throw new JsonException($"{typeToConvert.Name}: $: the JSON is of the case {value.GetType().Name}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => ValueWriter.Write(write(value), writer);
}

/// <summary>Creates forms that are only written, and readers of objects.</summary>
internal static class JsonForm
{
    /// <summary>A form that is written and not read.</summary>
    /// <param name="write">The value of an instance.</param>
    /// <param name="mend">Why it cannot be read and what to do, as a clause.</param>
    public static JsonForm<T> WriteOnly<T>(Func<T, Value> write, string mend) =>
        new(write, (_, _) => throw new NotSupportedException($"{typeof(T).Name} cannot be read from JSON: {mend}"));

    /// <summary>The function for the object of a value; a value of another kind is an error.</summary>
    /// <param name="what">The article and the name of what is read.</param>
    /// <param name="read">Reads the object.</param>
    public static Func<Value, Faults, T?> OfObject<T>(string what, Func<Value.Object, Faults, T?> read)
        where T : class => (value, faults) =>
    {
        if (value is Value.Object source)
            return read(source, faults);
        faults.Error($"not {what} object");
        return null;
    };
}
