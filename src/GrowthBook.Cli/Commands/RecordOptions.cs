using System.CommandLine;
using LanguageExt;
using TextOption = System.CommandLine.Option<string?>;

namespace GrowthBook.Cli;

/// <summary>The option that names a file of evaluation records.</summary>
internal static class RecordOptions
{
    private const string RecordsName = "--records";

    public static TextOption Optional() => new(RecordsName)
    {
        Description = "Evaluation records, one JSON object per line; - reads standard input. Records without a payload use --payload.",
        HelpName = "FILE",
    };

    public static TextOption Required()
    {
        var option = Optional();
        option.Required = true;
        return option;
    }

    public static Either<Fault, RecordRun> Open(ParseResult parsed, string path, PayloadOptions payloadOptions, Terminal terminal)
    {
        var inputs = new Inputs(terminal);
        return parsed.GetValue(payloadOptions.Payload) is null
            ? Open(null)
            : payloadOptions.Read(parsed, inputs, terminal).Bind(Open);

        Either<Fault, RecordRun> Open(LoadedPayload? payload) =>
            inputs.Open(RecordsName, path).Map(stream => new RecordRun(Inputs.NameOf(path), stream, payload, terminal));
    }
}
