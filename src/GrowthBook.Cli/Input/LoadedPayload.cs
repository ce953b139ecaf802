using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>A payload with the hash by which records refer to it.</summary>
/// <param name="Payload">The compiled payload.</param>
/// <param name="Hash">The hash of the bytes of its text.</param>
internal sealed record LoadedPayload(Payload Payload, string Hash)
{
    /// <summary>Reads a payload and warns of its faults; an unusable payload is a fault.</summary>
    public static Outcome<LoadedPayload> Read(Inputs inputs, Terminal terminal, string option, string path, string? decryptionKey) =>
        from source in inputs.FileOrUrl(option, path)
        from payload in Parse(source, terminal, decryptionKey)
        select payload;

    /// <summary>Reads a payload as it is written, and warns of its faults.</summary>
    public static Outcome<WrittenPayload> ReadWritten(Inputs inputs, Terminal terminal, string option, string path, string? decryptionKey) =>
        from source in inputs.FileOrUrl(option, path)
        from payload in ParseWritten(source, terminal, decryptionKey)
        select payload;

    private static Outcome<WrittenPayload> ParseWritten(Source source, Terminal terminal, string? decryptionKey)
    {
        var strict = source.WithoutComments();
        var (payload, errors) = WrittenPayload.Parse(strict.Utf8, decryptionKey);
        return (NoPayload(strict, payload.Compiled, errors) ?? Diagnostics.Report(strict, errors, terminal)) is { } fault
            ? fault
            : payload.WithHashOf(source.Utf8);
    }

    private static Outcome<LoadedPayload> Parse(Source source, Terminal terminal, string? decryptionKey)
    {
        var strict = source.WithoutComments();
        var (payload, errors) = GrowthBook.Payload.Parse(strict.Utf8, decryptionKey);
        return (NoPayload(strict, payload, errors) ?? Diagnostics.Report(strict, errors, terminal)) is { } fault
            ? fault
            : new LoadedPayload(payload, EvaluationRecord.HashPayload(source.Utf8));
    }

    /// <summary>
    /// The fault of JSON that is no payload, such as the error of a server, or that has an encrypted part that cannot be read: an error of
    /// the whole, which would lack features.
    /// </summary>
    private static Fault? NoPayload(Source source, Payload payload, ImmutableArray<PayloadError> errors) =>
        errors.FirstOrDefault(error => error.Severity == ErrorSeverity.Error && (Diagnostics.IsOfEncryption(error)
            || (error.Path == "$" && payload.FeatureKeys.Count == 0 && payload.Experiments.IsEmpty))) is { } wrong
            ? Fault.Input(source.Locate(wrong))
            : null;
}
