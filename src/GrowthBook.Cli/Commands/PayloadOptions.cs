using System.CommandLine;
using LanguageExt;
using TextOption = System.CommandLine.Option<string?>;

namespace GrowthBook.Cli;

/// <summary>The options that name the payload.</summary>
internal sealed class PayloadOptions
{
    public const string PayloadName = "--payload";

    public static Fault Missing { get; } = Fault.Usage($"{PayloadName} FILE is missing");

    public TextOption Payload { get; } = new(PayloadName, "-p")
    {
        Description = "The payload, as the features endpoint returns it; - reads standard input.",
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
    public Either<Fault, LoadedPayload> Read(ParseResult parsed, Inputs inputs, Terminal terminal) =>
        parsed.GetValue(Payload) is { } path
            ? LoadedPayload.Read(inputs, terminal, path, parsed.GetValue(DecryptionKey))
            : Missing;
}
