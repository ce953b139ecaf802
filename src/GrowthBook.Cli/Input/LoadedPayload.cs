using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>A payload with the hash by which records refer to it.</summary>
/// <param name="Payload">The compiled payload.</param>
/// <param name="Hash">The hash of the bytes of its text.</param>
internal sealed record LoadedPayload(Payload Payload, string Hash)
{
    /// <summary>Warns of the faults of a payload; returns a fault if it is unusable.</summary>
    public static Fault? FaultOf(Source source, Payload payload, ImmutableArray<PayloadError> errors, Terminal terminal) =>
        FaultOfUnusable(source, payload, errors) ?? Diagnostics.Report(source, errors, terminal);

    /// <summary>The fault of a payload without features and experiments, in which there is nothing to check; <c>null</c> for another one.</summary>
    public static Fault? FaultOfEmpty(string name, Payload payload) => payload.FeatureKeys.Count == 0 && payload.Experiments.IsEmpty
        ? Fault.Input($"{name}: has no features and no experiments; check that it is the answer of the features endpoint")
        : null;

    /// <summary>Reads a payload as it is written, and warns of its faults; an unusable payload is a fault.</summary>
    public static Outcome<WrittenPayload> ParseWritten(Source source, Terminal terminal, string? decryptionKey)
    {
        var strict = source.WithoutComments();
        var (payload, errors) = WrittenPayload.Parse(strict.Utf8, decryptionKey);
        return FaultOf(strict, payload.Compiled, errors, terminal) is { } fault
            ? fault
            : payload.WithHashOf(source.Written);
    }

    /// <summary>Reads a payload, and warns of its faults; an unusable payload is a fault.</summary>
    public static Outcome<LoadedPayload> Parse(Source source, Terminal terminal, string? decryptionKey)
    {
        var strict = source.WithoutComments();
        var (payload, errors) = GrowthBook.Payload.Parse(strict.Utf8, decryptionKey);
        return FaultOf(strict, payload, errors, terminal) is { } fault
            ? fault
            : new LoadedPayload(payload, source.Hash());
    }

    /// <summary>
    /// The fault of text that is not JSON, of JSON that is no payload, such as the error of a server, and of an encrypted part that cannot be read: the
    /// whole would lack features. <c>null</c> for another payload.
    /// </summary>
    public static Fault? FaultOfUnusable(Source source, Payload payload, ImmutableArray<PayloadError> errors) =>
        errors.FirstOrDefault(error => error.Severity == ErrorSeverity.Fatal || (error.Severity == ErrorSeverity.Error && (DecryptedParts.IsUnread(error)
            || (error.Path == "$" && payload.FeatureKeys.Count == 0 && payload.Experiments.IsEmpty)))) is { } wrong
            ? Fault.Input(source.Locate(wrong) + OtherUnread(errors, wrong) + LinesHint.Of(source))
            : null;

    /// <summary>The other encrypted parts that cannot be read, to append to an error: mostly all of them have the same cause.</summary>
    private static string OtherUnread(ImmutableArray<PayloadError> errors, PayloadError named) =>
        errors.Where(error => error.Path != named.Path && DecryptedParts.IsUnread(error)).Select(error => error.Path).Distinct().ToArray() is { Length: > 0 } paths
            ? $"; {string.Join(" and ", paths)} cannot be read either"
            : "";
}
