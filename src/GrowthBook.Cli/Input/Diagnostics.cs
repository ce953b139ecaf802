using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>The diagnostics of a text as messages.</summary>
internal static class Diagnostics
{
    /// <summary>How many are worth reading before an answer; <c>gb check</c> shows all.</summary>
    private const int Shown = 20;

    /// <summary>Warns of what is wrong with a text, and gives a fault when the text is unusable.</summary>
    public static Fault? Report(Source source, ImmutableArray<PayloadError> errors, Terminal terminal)
    {
        foreach (var error in errors)
        {
            if (error.Severity == ErrorSeverity.Fatal)
                return Fault.Input(source.Locate(error));
        }
        foreach (var error in errors.Take(Shown))
            terminal.Warn($"{SeverityOf(error)}: {source.Locate(error)}");
        if (errors.Length > Shown)
            terminal.Warn($"{errors.Length - Shown} more in {source.Name}; `gb check` shows all");
        return null;
    }

    public static string SeverityOf(PayloadError error) => error.Severity switch
    {
        ErrorSeverity.Warning => "warning",
        ErrorSeverity.Error => "error",
        ErrorSeverity.Fatal => "fatal",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
