using System.CommandLine;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The options for the form of a result: JSON, and a page.</summary>
internal sealed class ResultOptions
{
    public const string HtmlName = "--html", JsonName = "--json";

    public Option<bool> Json { get; } = new(JsonName) { Description = "Print one JSON object." };

    public Option<string?> Html { get; } = new(HtmlName) { Description = "Also write the result as a page, one HTML file that loads nothing.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(Json);
        command.Add(Html);
    }

    public ResultForm Of(ParseResult parsed) => new(parsed.GetValue(Json), parsed.GetValue(Html));
}

/// <summary>The form of a result.</summary>
/// <param name="IsJson">Whether to print JSON.</param>
/// <param name="Html">The file for the page; <c>null</c> for none.</param>
internal sealed record ResultForm(bool IsJson, string? Html)
{
    /// <summary>Writes the page if there is a file for it, then prints the result.</summary>
    /// <param name="result">The JSON of the result.</param>
    /// <param name="code">The exit code of the result.</param>
    /// <param name="terminal">Takes the result.</param>
    /// <param name="printText">Prints the result for people.</param>
    /// <returns>The exit code; that of a fault, without a result, if the page cannot be written.</returns>
    public ExitCode Print(Value.Object result, ExitCode code, Terminal terminal, Action printText)
    {
        if (WritePage(result) is { } fault)
            return terminal.Fail(fault);
        if (IsJson)
            terminal.Print(result.ToString());
        else
            printText();
        return code;
    }

    /// <summary>Writes the page if there is a file for it; returns the fault of one that cannot be written.</summary>
    public Fault? WritePage(Value.Object result) => Html is null ? null : OutputFile.Write(Html, Report.ToUncheckedHtml(result));
}
