using System.CommandLine;
using TextOption = System.CommandLine.Option<string?>;

namespace GrowthBook.Cli;

/// <summary>The options that name the payload.</summary>
internal sealed class PayloadOptions
{
    public const string PayloadName = "--payload";

    public static Fault Missing { get; } = Fault.Usage($"{PayloadName} is missing; name a file, a URL, or - for standard input");

    public TextOption Payload { get; } = new(PayloadName, "-p")
    {
        Description = "The payload, as the features endpoint returns it: a file, an https or http URL, or - for standard input.",
        HelpName = "FILE",
    };

    public TextOption DecryptionKey { get; } = new("--decryption-key")
    {
        Description = "The key of an encrypted payload, in base64.",
        HelpName = "KEY",
    };

    public void AddTo(Command command)
    {
        command.Add(Payload);
        command.Add(DecryptionKey);
    }

    /// <summary>Reads the payload; a fault if the option is missing.</summary>
    public Outcome<LoadedPayload> Read(ParseResult parsed, Inputs inputs, Terminal terminal) =>
        parsed.GetValue(Payload) is { } path
            ? LoadedPayload.Read(inputs, terminal, path, parsed.GetValue(DecryptionKey))
            : Missing;
}
