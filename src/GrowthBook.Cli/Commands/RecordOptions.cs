using System.CommandLine;
using TextOption = System.CommandLine.Option<string?>;

namespace GrowthBook.Cli;

/// <summary>The option that names a file of evaluation records.</summary>
internal static class RecordOptions
{
    public const string RecordsName = "--records";

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

    /// <summary>Opens the file and reads the payload.</summary>
    /// <param name="replays">Whether outcomes are compared with the recorded ones.</param>
    public static Outcome<RecordRun> Open(
        ParseResult parsed, string path, PayloadOptions payloadOptions, bool replays, Terminal terminal, CancellationToken cancellation)
    {
        var inputs = new Inputs(terminal, cancellation);
        return parsed.GetValue(payloadOptions.Payload) is null
            ? Open(null)
            : payloadOptions.Read(parsed, inputs, terminal).Bind(Open);

        Outcome<RecordRun> Open(LoadedPayload? payload) =>
            inputs.Open(RecordsName, path).Select(stream => new RecordRun(Inputs.NameOf(path), stream, payload, replays, terminal));
    }
}
