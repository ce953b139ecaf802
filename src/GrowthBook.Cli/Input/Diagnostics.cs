using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Prints the diagnostics of a text.</summary>
internal static class Diagnostics
{
    /// <summary>Maximum number of diagnostics printed before a result; <c>gb check</c> prints all.</summary>
    private const int MaxDiagnostics = 20;

    /// <summary>The fault of a text that may have warnings only; it names the first error.</summary>
    public static Fault? Refuse(Source source, ImmutableArray<PayloadError> errors) =>
        errors.FirstOrDefault(error => error.Severity != ErrorSeverity.Warning) is { } error ? Fault.Input(source.Locate(error)) : null;

    /// <summary>Warns of the faults of a text; returns a fault if the text is unusable.</summary>
    public static Fault? Report(Source source, ImmutableArray<PayloadError> errors, Terminal terminal)
    {
        foreach (var error in errors)
        {
            if (error.Severity == ErrorSeverity.Fatal)
                return Fault.Input(source.Locate(error));
        }
        foreach (var error in errors.Take(MaxDiagnostics))
            terminal.Warn($"{SeverityOf(error)}: {source.Locate(error)}");
        if (errors.Length > MaxDiagnostics)
            terminal.Warn($"{errors.Length - MaxDiagnostics} more in {source.Name}; `gb check` shows all");
        return null;
    }

    /// <summary>The message without the line, and with the option that mends the fault, if there is one.</summary>
    public static string MessageOf(PayloadError error) =>
        TextPlace.Of(error.Message).Message + (DecryptedParts.IsUnread(error) ? $"; {MendOf(error.Message)}" : "");

    /// <summary>What to do about an encrypted part that cannot be read.</summary>
    private static string MendOf(string message) =>
        message.StartsWith("encrypted, and no decryption key", StringComparison.Ordinal) ? $"give {PayloadOptions.DecryptionKeyName}, the key of the SDK connection"
        : message.StartsWith("cannot be decrypted", StringComparison.Ordinal) || message.StartsWith("the decryption key may be wrong", StringComparison.Ordinal)
            ? $"give with {PayloadOptions.DecryptionKeyName} the key of the SDK connection that the payload is from"
        : "the key fits, but the part has another form; fetch the payload again";

    public static string SeverityOf(PayloadError error) => error.Severity switch
    {
        ErrorSeverity.Warning => "warning",
        ErrorSeverity.Error => "error",
        ErrorSeverity.Fatal => "fatal",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
