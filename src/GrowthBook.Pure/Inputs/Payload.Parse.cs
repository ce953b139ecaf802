using System.Text.Json;

namespace GrowthBook;

public sealed partial class Payload
{
    /// <summary>Reads and compiles a payload in the form of the features endpoint.</summary>
    /// <param name="utf8Json">The JSON text in UTF-8.</param>
    /// <param name="decryptionKey">The key in base64 of a connection whose payload is encrypted.</param>
    /// <returns>
    /// The payload and every fault. Only malformed parts are left out. Text that is not JSON gives an empty payload and an
    /// error of <see cref="ErrorSeverity.Fatal"/>.
    /// </returns>
    public static Parsed<Payload> Parse(
        ReadOnlySpan<byte> utf8Json, string? decryptionKey = null)
    {
        var faults = new Faults();
        var compiled = ValueReader.Read(utf8Json, faults, (ValueReader values, ref Utf8JsonReader reader) =>
            PayloadReader.Read(values, ref reader, decryptionKey));
        return faults.With(compiled is null ? Empty : new Payload(compiled));
    }

    /// <summary>Reads and compiles a payload in the form of the features endpoint.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="decryptionKey">The key in base64 of a connection whose payload is encrypted.</param>
    /// <returns>The payload, and every fault found; see the other overload.</returns>
    public static Parsed<Payload> Parse(string json, string? decryptionKey = null) =>
        Parse(Utf8.OfJson(json ?? throw new ArgumentNullException(nameof(json))), decryptionKey);
}
