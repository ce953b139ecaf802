using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb report</c>: makes the page of a result from its JSON, or prints the JSON Schema of results.</summary>
internal sealed class ReportCommand
{
    /// <summary>The number of faults of a result that are printed.</summary>
    private const int MaxFaults = 5;

    private readonly Argument<string?> _json = new("JSON") { Description = "The result, from --json of another command: a file, or - for standard input.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _html = new(ResultOptions.HtmlName) { Description = "The file for the page.", HelpName = "FILE" };
    private readonly Option<string?> _schema = new("--schema") { Description = "Print the JSON Schema of the results of a command.", HelpName = "KIND" };
    private readonly Terminal _terminal;

    private ReportCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var report = new ReportCommand(terminal);
        report._schema.AcceptOnly([.. Report.Kinds]);
        var command = new Command("report", "Makes a page, one HTML file that loads nothing, of the JSON of a result.") { report._json, report._html, report._schema };
        command.Validate(result =>
        {
            if (report.MistakeOf(result) is { } mistake)
                result.AddError(mistake);
        });
        command.SetAction((parsed, cancellation) => Task.Run(() => (int)report.Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private string? MistakeOf(CommandResult result)
    {
        var (hasResult, hasPage) = (result.GetResult(_json) is { Tokens.Count: > 0 }, result.GetResult(_html) is not null);
        return result.GetResult(_schema) is not null
            ? hasResult || hasPage ? $"{_schema.Name} needs no result and makes no page; leave {(hasResult ? _json.Name : _html.Name)} out" : null
            : !hasResult ? $"{_json.Name} is missing; name a file, a URL, or - for standard input, or give {_schema.Name} {_schema.HelpName}"
            : hasPage ? null : $"{_html.Name} is missing; name the file for the page";
    }

    private ExitCode Run(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_schema) is not { } kind)
        {
            return (from source in new Inputs(_terminal, cancellation).FileOrUrl("gb report", parsed.GetValue(_json)!)
                    from page in PageOf(source)
                    select page).Match(page => OutputFile.Write(parsed.GetValue(_html)!, page) is { } fault ? _terminal.Fail(fault) : ExitCode.Ok, _terminal.Fail);
        }
        _terminal.Output.Write(Report.SchemaOf(kind)!.ReplaceLineEndings(_terminal.Output.NewLine));
        return ExitCode.Ok;
    }

    private Outcome<string> PageOf(Source source)
    {
        var (value, errors) = Value.Parse(Encoding.UTF8.GetString(source.Utf8));
        if (value is not Value.Object result)
            return Fault.Input(errors.IsEmpty ? $"{source.Name}: is no result; expected a JSON object from --json" : source.Locate(errors[0]));
        var (page, faults) = Report.ToHtml(result);
        return page is null ? LastOf(faults, source, result["kind"]) : page;
    }

    /// <summary>Prints faults but the last one, which is returned; of many, it is their number.</summary>
    private Fault LastOf(IReadOnlyCollection<PayloadError> faults, Source source, Value kind)
    {
        var lines = faults.Take(MaxFaults).Select(fault => source.Locate(fault)).ToList();
        if (faults.Count > MaxFaults)
            lines.Add($"{Shown.Count(faults.Count - MaxFaults)} more in {source.Name}; `gb report {_schema.Name} {kind}` prints what a result has");
        foreach (var line in lines[..^1])
            _terminal.Fail(line);
        return Fault.Input(lines[^1]);
    }
}
