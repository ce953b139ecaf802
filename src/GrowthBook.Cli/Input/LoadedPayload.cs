using LanguageExt;

namespace GrowthBook.Cli;

/// <summary>A payload with the name that recordings know it by.</summary>
/// <param name="Payload">The compiled payload.</param>
/// <param name="Hash">The hash of its text, byte for byte.</param>
internal sealed record LoadedPayload(Payload Payload, string Hash)
{
    /// <summary>Reads a payload; its diagnostics become warnings, and one that is unusable a fault.</summary>
    public static Either<Fault, LoadedPayload> Read(Inputs inputs, Terminal terminal, string path, string? decryptionKey) =>
        from source in inputs.File(PayloadOptions.PayloadName, path)
        from payload in Parse(source, terminal, decryptionKey)
        select payload;

    private static Either<Fault, LoadedPayload> Parse(Source source, Terminal terminal, string? decryptionKey)
    {
        var (payload, errors) = GrowthBook.Payload.Parse(source.Utf8, decryptionKey);
        return Diagnostics.Report(source, errors, terminal) is { } fault
            ? fault
            : new LoadedPayload(payload, EvaluationRecord.HashPayload(source.Utf8));
    }
}
