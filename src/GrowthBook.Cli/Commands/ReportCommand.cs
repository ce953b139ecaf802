using System.CommandLine;
using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb report</c>: makes the page of a result from its JSON.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = new Argument<string>("JSON") { Description = "The result, from --json of another command: a file, or - for standard input." };
        var html = new Option<string>(ResultOptions.HtmlName) { Description = "The file for the page.", HelpName = "FILE", Required = true };
        var command = new Command("report", "Makes a page, one HTML file that loads nothing, of the JSON of a result.") { json, html };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)(from source in new Inputs(terminal, cancellation).FileOrUrl("gb report", parsed.GetValue(json)!)
                        from page in PageOf(source)
                        select page).Match(
                page => OutputFile.Write(parsed.GetValue(html)!, page) is { } fault ? terminal.Fail(fault) : ExitCode.Ok,
                terminal.Fail),
            CancellationToken.None));
        return command;
    }

    private static Outcome<string> PageOf(Source source)
    {
        var (value, errors) = Value.Parse(Encoding.UTF8.GetString(source.Utf8));
        return value is not Value.Object result ? Fault.Input(errors.IsEmpty ? $"{source.Name}: is no result; expected a JSON object from --json" : source.Locate(errors[0]))
            : result.ContainsKey(PartialResult.Member) ? Fault.Input($"{source.Name}: a partial result has no page; make the whole and its page with `gb merge PART… {ResultOptions.HtmlName} FILE`")
            : Report.ToHtml(result) is { } page ? page
            : Fault.Input($"{source.Name}: no page for kind {result["kind"].ToJson()} with schemaVersion {result["schemaVersion"].ToJson()}; expected {string.Join(", ", Report.Kinds)}, and 1");
    }
}
