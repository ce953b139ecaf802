#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using LanguageExt;

namespace GrowthBook;

/// <summary>Adds <c>Payload.Validate</c>, which accepts a payload only if it has no fault.</summary>
#if NET
[RequiresUnreferencedCode(Reflection.Message), RequiresDynamicCode(Reflection.Message)]
#endif
public static class PayloadValidation
{
    extension(Payload)
    {
        /// <summary>Reads and compiles a payload that must have no faults, such as one that a build ships.</summary>
        /// <param name="json">The JSON text.</param>
        /// <param name="decryptionKey">The key of an encrypted payload, in base64.</param>
        /// <returns>The payload, or all its faults; warnings are faults too.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="json"/> is <c>null</c>.</exception>
        public static Validation<PayloadError, Payload> Validate(string json, string? decryptionKey = null) =>
            Payload.Parse(json, decryptionKey).ToValidation();
    }
}
