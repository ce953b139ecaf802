using LanguageExt;

namespace GrowthBook.Cli;

/// <summary>A payload with the hash by which records refer to it.</summary>
/// <param name="Payload">The compiled payload.</param>
/// <param name="Hash">The hash of the bytes of its text.</param>
internal sealed record LoadedPayload(Payload Payload, string Hash)
{
    /// <summary>Reads a payload and warns of its faults; an unusable payload is a fault.</summary>
    public static Either<Fault, LoadedPayload> Read(Inputs inputs, Terminal terminal, string path, string? decryptionKey) =>
        from source in inputs.File(PayloadOptions.PayloadName, path)
        from payload in Parse(source, terminal, decryptionKey)
        select payload;

    private static Either<Fault, LoadedPayload> Parse(Source source, Terminal terminal, string? decryptionKey)
    {
        var strict = source.WithoutComments();
        var (payload, errors) = GrowthBook.Payload.Parse(strict.Utf8, decryptionKey);
        return Diagnostics.Report(strict, errors, terminal) is { } fault
            ? fault
            : new LoadedPayload(payload, EvaluationRecord.HashPayload(source.Utf8));
    }
}
