using System.Text.Json;

namespace GrowthBook;

public sealed partial record Context
{
    /// <summary>Reads a context in the form of an evaluation record's member <c>context</c>.</summary>
    /// <param name="json">The JSON text of the context, without the payload.</param>
    /// <param name="payload">The compiled features.</param>
    /// <returns>
    /// The context and every fault; malformed members have their defaults. An integer beyond ±2^53 that loses digits as a double is a warning.
    /// </returns>
    public static Parsed<Context> Parse(string json, Payload payload)
    {
        var faults = new Faults();
        var reader = new ValueReader(faults) { WarnsOfLostDigits = true };
        var value = reader.Read(
            Utf8.OfJson(json ?? throw new ArgumentNullException(nameof(json))), static (ValueReader values, ref Utf8JsonReader text) => values.ReadValue(ref text));
        return faults.With(ContextJson.Read(value, payload ?? throw new ArgumentNullException(nameof(payload)), faults));
    }

    /// <summary>The context in the form of an evaluation record's member <c>context</c>, without the payload.</summary>
    /// <returns>A JSON object; members that have their default are left out.</returns>
    public Value.Object ToValue() => ContextJson.ToValue(this);

    /// <summary>The JSON text of the context, without the payload.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();
}
