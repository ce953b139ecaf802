#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Text.Json;
using LanguageExt;

namespace GrowthBook;

public sealed partial class Payload
{
    /// <summary>Reads and compiles a payload in the form of the features endpoint.</summary>
    /// <param name="utf8Json">The JSON text in UTF-8.</param>
    /// <param name="decryptionKey">The key in base64 of a connection whose payload is encrypted.</param>
    /// <returns>
    /// The payload, and every fault found. What is malformed is left out and costs nothing else: of a text that is
    /// not JSON an empty payload remains, with an error of <see cref="ErrorSeverity.Fatal"/>.
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

    /// <summary>
    /// Reads a payload that must be free of faults, such as one that a build checks before it is shipped.
    /// </summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="decryptionKey">The key in base64 of a connection whose payload is encrypted.</param>
    /// <returns>The payload, or all faults; warnings count as faults here.</returns>
    /// <remarks>
    /// The first comparison of LanguageExt values in a process costs some hundred milliseconds; keep this off the
    /// way to a first evaluation. LanguageExt is not made for NativeAOT and trimming; there use <see cref="Parse(string, string?)"/>.
    /// </remarks>
#if NET
    [RequiresUnreferencedCode("LanguageExt uses reflection; under trimming use Parse.")]
    [RequiresDynamicCode("LanguageExt makes code at run time; under NativeAOT use Parse.")]
#endif
    public static Validation<PayloadError, Payload> Validate(string json, string? decryptionKey = null)
    {
        var (payload, faults) = Parse(json, decryptionKey);
        return faults.IsEmpty
            ? Validation<PayloadError, Payload>.Success(payload)
            : Validation<PayloadError, Payload>.Fail(LanguageExt.Prelude.toSeq(faults));
    }
}
