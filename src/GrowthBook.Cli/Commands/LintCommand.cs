using System.Collections.Immutable;
using System.CommandLine;
using System.Reflection;
using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb lint</c>: prints the mistakes in a payload.</summary>
internal sealed class LintCommand
{
    public const string PreviousName = "--previous", SchemasName = "--schemas";

    private readonly PayloadOptions _payload = PayloadOptions.WithArgument();
    private readonly Option<string?> _schemas = new(SchemasName) { Description = "A folder with the JSON schema of each feature's values, KEY.json.", HelpName = "DIR" };
    private readonly Option<string?> _sarif = new("--sarif") { Description = "Also write the findings in SARIF 2.1.0.", HelpName = "FILE" };
    private readonly Option<string?> _previous = new(PreviousName) { Description = "The payload in use, to find faults of the change.", HelpName = "FILE" };
    private readonly Option<string?> _records = new(RecordOptions.RecordsName) { Description = "Evaluation records, to find features that none evaluates.", HelpName = "FILE" };
    private readonly ResultOptions _form = new();
    private readonly Option<string?> _explain = new("--explain") { Description = "Print what a code means, such as GB203.", HelpName = "CODE" };
    private readonly Terminal _terminal;

    private LintCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var lint = new LintCommand(terminal);
        var command = new Command("lint", "Finds mistakes in a payload.") { lint._schemas, lint._sarif, lint._previous, lint._records, lint._explain };
        lint._payload.AddTo(command, instead: lint._explain);
        lint._form.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(async () => (int)await lint.RunAsync(parsed, cancellation).ConfigureAwait(false), CancellationToken.None));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_explain) is { } code)
            return Explain(code);
        var inputs = new Inputs(_terminal, cancellation);
        return await (from source in _payload.ReadText(parsed, inputs)
                      from previous in Previous(parsed.GetValue(_previous), _payload.KeyOf(parsed), inputs)
                      from schemas in Schemas(parsed.GetValue(_schemas), inputs)
                      let payload = PayloadSource.Read(source.WithoutComments().Utf8, _payload.KeyOf(parsed))
                      let options = previous with { Schemas = schemas, SchemaFiles = schemas.Keys.ToImmutableDictionary(key => key, key => FileOf(parsed.GetValue(_schemas)!, key)) }
                      select WarnOfUnusedSchemas(new Request(source, payload, options), parsed.GetValue(_schemas))).Match(
            async request => (await EvaluatedAsync(request, parsed.GetValue(_records), inputs, cancellation).ConfigureAwait(false)).Match(
                evaluated => Lint(request, request.Options with { EvaluatedFeatures = evaluated.Keys }, parsed) is var code && code == ExitCode.Ok && evaluated.HasErrors
                    ? ExitCode.BadInput
                    : code,
                _terminal.Fail),
            fault => Task.FromResult(_terminal.Fail(fault))).ConfigureAwait(false);
    }

    private ExitCode Explain(string text)
    {
        if (LintCodes.Find(text) is not { } code)
            return _terminal.Fail(Fault.Usage($"there is no code `{text}`; codes are those of findings, from {LintCodes.All[0].Code} to {LintCodes.All[^1].Code}"));
        _terminal.Output.Write(LintPages.Of(code).ReplaceLineEndings(_terminal.Output.NewLine));
        return ExitCode.Ok;
    }

    private ExitCode Lint(Request request, LintOptions options, ParseResult parsed)
    {
        var source = request.Source;
        var report = Analysis.Lint.Of(request.Payload, options);
        var empty = report.HasMistakes ? null : LoadedPayload.FaultOfEmpty(source.Name, request.Payload.Payload);
        if (parsed.GetValue(_sarif) is { } path && WriteSarif(report, source.Name, path) is { } fault)
            return _terminal.Fail(fault);
        return _form.Of(parsed).Print(
            report.ToJson().With("file", source.Name).With("payload", source.Hash()),
            report.HasMistakes ? ExitCode.Different : empty is null ? ExitCode.Ok : _terminal.Fail(empty),
            _terminal,
            () => Print(report, source.Name));
    }

    private void Print(LintReport report, string name)
    {
        foreach (var finding in report.Findings)
            _terminal.Print($"{name}:{finding.Place}: {finding.Code.Level.ToName()} {finding.Code.Code}: {finding.Path}: {finding.Message}; {finding.Code.Mend}");
        _terminal.Print($"findings: {report.Findings.Length}{(report.Unlisted > 0 ? $", and {LintReport.MoreText(report.Unlisted)}" : "")}"
            + (report.Findings.Length > 0 ? $"; `gb lint --explain {report.Findings[0].Code.Code}` explains one" : ""));
    }

    private static Fault? WriteSarif(LintReport report, string name, string path)
    {
        var version = typeof(LintCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return OutputFile.Write(path, Sarif.Write(report, name == Inputs.NameOf(Inputs.StandardInput) ? "stdin" : Path.IsPathRooted(name) ? Path.GetRelativePath(Environment.CurrentDirectory, name) : name, version ?? ""));
    }

    /// <summary>The options with the payload in use. One without features and experiments, as before a first payload, is a warning and is not compared.</summary>
    private Outcome<LintOptions> Previous(string? path, string? key, Inputs inputs) => path is null
        ? LintOptions.Default
        : from source in inputs.FileOrUrl(PreviousName, path)
          let strict = source.WithoutComments()
          let previous = PayloadSource.Read(strict.Utf8, key)
          from options in LoadedPayload.FaultOfUnusable(strict, previous.Payload, previous.Errors) is { } fault ? (Outcome<LintOptions>)fault : OptionsWith(source.Name, previous)
          select options;

    private LintOptions OptionsWith(string name, PayloadSource previous)
    {
        if (LoadedPayload.FaultOfEmpty(name, previous.Payload) is not { } empty)
            return LintOptions.Default with { Previous = previous };
        _terminal.Warn($"{empty.Message}; it is not compared");
        return LintOptions.Default;
    }

    private static Outcome<ImmutableDictionary<string, string>> Schemas(string? folder, Inputs inputs)
    {
        Outcome<ImmutableDictionary<string, string>> none = ImmutableDictionary<string, string>.Empty;
        return folder is null ? none : SchemaFiles(folder).Bind(files => files.Aggregate(none, (read, file) =>
            from schemas in read
            from source in inputs.FileOrUrl(SchemasName, file)
            from text in SchemaOf(source)
            select schemas.Add(Path.GetFileNameWithoutExtension(file), text)));
    }

    /// <summary>The text of a JSON schema; a fault at its place for another text.</summary>
    private static Outcome<string> SchemaOf(Source source)
    {
        var text = Encoding.UTF8.GetString(source.Utf8);
        return (Value.Parse(text) is (null, [var malformed, ..]) ? malformed : SchemaFault.Of(text)) is { } fault ? Fault.Input(source.Locate(fault)) : text;
    }

    private static string FileOf(string folder, string key) => Path.Combine(folder, $"{key}.json");

    /// <summary>Warns of schemas that no value is tested with.</summary>
    private Request WarnOfUnusedSchemas(Request request, string? folder)
    {
        string[] known = [.. request.Payload.Features.Select(feature => feature.Key)];
        foreach (var key in request.Options.Schemas.Keys.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            _terminal.Warn($"{FileOf(folder!, key)}: is not used: {UnknownFeature.Message(key, request.Payload.Payload)}");
        return request;
    }

    private static Outcome<string[]> SchemaFiles(string folder)
    {
        if (folder.Length == 0)
            return Fault.Input(Inputs.Nameless(SchemasName, "folder"));
        try
        {
            string[] files = [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)];
            return files.Length > 0 ? files : Fault.Input($"{folder}: has no schema; name each KEY.json, after its feature");
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return File.Exists(folder) ? Fault.Input($"{folder}: is a file; name a folder")
                : Directory.Exists(folder) ? Fault.Input($"{folder}: permission denied")
                : e is DirectoryNotFoundException ? Fault.Input($"{folder}: no such folder")
                : Fault.OfFile(folder, e);
        }
    }

    private Task<Outcome<EvaluatedFeatures>> EvaluatedAsync(Request request, string? path, Inputs inputs, CancellationToken cancellation) => path is null
        ? Task.FromResult<Outcome<EvaluatedFeatures>>(new EvaluatedFeatures(null, false))
        : inputs.Open(RecordOptions.RecordsName, path).Match(
            stream => EvaluatedFeatures.ReadAsync(
                new LineRun(Inputs.NameOf(path), stream, _terminal), new LoadedPayload(request.Payload.Payload, request.Source.Hash()), _terminal, cancellation),
            fault => Task.FromResult<Outcome<EvaluatedFeatures>>(fault));

    private sealed record Request(Source Source, PayloadSource Payload, LintOptions Options);
}
