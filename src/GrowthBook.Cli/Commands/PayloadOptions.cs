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
        Description = "The payload, as the features endpoint gives it; - reads standard input.",
        HelpName = "FILE",
    };

    public TextOption DecryptionKey { get; } = new("--decryption-key")
    {
        Description = "The key in base64 of a connection whose payload is encrypted.",
        HelpName = "KEY",
    };

    public void AddTo(Command command)
    {
        command.Add(Payload);
        command.Add(DecryptionKey);
    }

    /// <summary>The payload, which must be given.</summary>
    public Either<Fault, LoadedPayload> Read(ParseResult parsed, Inputs inputs, Terminal terminal) =>
        parsed.GetValue(Payload) is { } path
            ? LoadedPayload.Read(inputs, terminal, path, parsed.GetValue(DecryptionKey))
            : Missing;
}
