using System.CommandLine;
using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb expect</c>: checks what a payload promises.</summary>
internal sealed class ExpectCommand
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Files of expectations, in YAML or JSON.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly PayloadOptions _payload = new() { Payload = { Description = "Another payload than the files name." } };
    private readonly Option<string?> _junit = new("--junit") { Description = "Also write JUnit XML.", HelpName = "FILE" };
    private readonly Option<bool> _update = new("--update") { Description = "Write the present answers in place of the expected ones." };
    private readonly ResultOptions _form = new();
    private readonly Terminal _terminal;

    private ExpectCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var expect = new ExpectCommand(terminal);
        var command = new Command("expect", "Checks what a payload promises.") { expect._files, expect._junit, expect._update };
        expect._payload.AddTo(command);
        expect._form.AddTo(command);
        command.Validate(result =>
        {
            foreach (var option in new Option[] { expect._junit, expect._form.Html })
            {
                if (result.GetResult(option) is not null && result.GetResult(expect._files) is { Tokens.Count: > 1 })
                    result.AddError($"{option.Name} takes the checks of one file; name one file");
            }
            if (result.GetValue(expect._update) && result.GetValue(expect._files)?.FirstOrDefault(file => file == Inputs.StandardInput || Download.IsUrl(file)) is { } source)
                result.AddError($"--update writes the file of expectations; `{source}` is none");
        });
        command.SetAction((parsed, cancellation) => Task.Run(() => (int)expect.Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private ExitCode Run(ParseResult parsed, CancellationToken cancellation)
    {
        var inputs = new Inputs(_terminal, cancellation);
        return parsed.GetValue(_files)!.Max(file => Check(file, parsed, inputs));
    }

    private ExitCode Check(string file, ParseResult parsed, Inputs inputs) =>
        (from expectations in inputs.FileOrUrl("gb expect", file, "a list of expectations")
         let yaml = Encoding.UTF8.GetString(expectations.Utf8)
         from payload in Payload(file, expectations.Name, yaml, parsed, inputs)
         select new Request(expectations, payload.Source, payload.Hash, yaml)).Match(request => Report(file, request, parsed), _terminal.Fail);

    private Outcome<HashedPayload> Payload(string file, string name, string yaml, ParseResult parsed, Inputs inputs)
    {
        var given = parsed.GetValue(_payload.Payload);
        var named = given is null ? Expectations.PlacedPayloadOf(yaml) : null;
        var path = given ?? (named is { Path: var written } ? PathOf(written, file) : null);
        if (IsPayload(yaml))
            return Fault.Input($"{name}: is a payload, and no file of expectations; name that file, and the payload with {PayloadOptions.PayloadName}");
        if (path is null)
            return Fault.Input(Expectations.FaultOf(yaml) is { } fault ? $"{name}:{fault}" : $"{name}: names no payload; write payload: FILE, or give {PayloadOptions.PayloadName}");
        return new[] { _junit, _form.Html }.FirstOrDefault(option => parsed.GetValue(option) is { } output && SameFile.Is(output, path)) is { } option
            ? Fault.Usage($"{option.Name} would overwrite `{parsed.GetValue(option)}`, which {name} names; name another file")
            : from source in Placed(inputs.FileOrUrl(PayloadOptions.PayloadName, path), name, named?.Place)
              from read in Read(source, _payload.KeyOf(parsed))
              select read;
    }

    /// <summary>A payload or its fault, with the place at which a file of expectations names it.</summary>
    private static Outcome<Source> Placed(Outcome<Source> payload, string name, LineColumn? place) => place is { } at
        ? payload.Match(source => source, fault => (Outcome<Source>)(fault with { Message = $"{name}:{at}: payload: {fault.Message}" }))
        : payload;

    /// <summary>Whether a text is a payload in JSON, and no expectations.</summary>
    private static bool IsPayload(string text) => text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal)
        && Value.Parse(text).Value is Value.Object members && !members.ContainsKey("expect") && (members.ContainsKey("features") || members.ContainsKey("encryptedFeatures"));

    /// <summary>The path of a payload that a file of expectations names, relative to that file.</summary>
    private static string PathOf(string payload, string file) =>
        Download.IsUrl(payload) ? payload : Path.Combine(Path.GetDirectoryName(file) ?? "", payload);

    private Outcome<HashedPayload> Read(Source source, string? key)
    {
        var strict = source.WithoutComments();
        var payload = PayloadSource.Read(strict.Utf8, key);
        return (LoadedPayload.FaultOf(strict, payload.Payload, payload.Errors, _terminal) ?? LoadedPayload.FaultOfEmpty(source.Name, payload.Payload)) is { } fault
            ? fault
            : new HashedPayload(payload, source.Hash());
    }

    private ExitCode Report(string file, Request request, ParseResult parsed)
    {
        var name = request.File.Name;
        var (before, fault) = (Expectations.Check(request.Payload, request.Yaml), (Fault?)null);
        if (parsed.GetValue(_update) && before.UpdateFault is { } unwritable)
            return _terminal.Fail(Fault.Input($"{name}:{unwritable}; nothing was written"));
        var (report, isUpdated) = (before, parsed.GetValue(_update) && before.Updated != request.Yaml);
        if (isUpdated)
            (report, fault) = (Expectations.Check(request.Payload, before.Updated), OutputFile.Write(file, request.File.Mark + before.Updated));
        fault ??= parsed.GetValue(_junit) is { } junit ? OutputFile.Write(junit, report.ToJUnit(name)) : null;
        if (fault is not null)
            return _terminal.Fail(fault);
        var code = !report.Faults.IsEmpty ? ExitCode.BadInput : report.Holds ? ExitCode.Ok : ExitCode.Different;
        foreach (var warning in report.Warnings)
            _terminal.Warn($"{name}:{warning}");
        var result = report.ToJson().With("file", name).With("payload", request.Hash);
        var updated = Failed(before) - Failed(report);
        return _form.Of(parsed).Print(isUpdated ? result.With("updated", updated) : result, code, _terminal, () =>
        {
            if (isUpdated)
                _terminal.Print($"{name}: is written; {Shown.Count(updated, "expectation has its present answer", "expectations have their present answers")}");
            Print(name, report);
        });
    }

    private static int Failed(ExpectationReport report) => report.Checks.Count(check => !check.Failures.IsEmpty);

    private void Print(string name, ExpectationReport report)
    {
        foreach (var fault in report.Faults)
            _terminal.Print($"{name}:{fault}");
        foreach (var check in report.Checks)
        {
            foreach (var failure in check.ExplainedFailures)
                _terminal.Print($"{name}:{check.Place}: {check.Subject}, {check.Name}: {failure}");
        }
        _terminal.Print($"expectations: {report.Checks.Length}, failed: {Failed(report)}{(report.Faults.IsEmpty ? "" : $", faults of the file: {report.Faults.Length}")}");
    }

    private sealed record HashedPayload(PayloadSource Source, string Hash);

    private sealed record Request(Source File, PayloadSource Payload, string Hash, string Yaml);
}
