using System.CommandLine;
using GrowthBook.Analysis;
using TextOption = System.CommandLine.Option<string?>;

namespace GrowthBook.Cli;

/// <summary>The options that name the payload.</summary>
internal sealed class PayloadOptions
{
    public const string ArgumentName = "PAYLOAD", PayloadName = "--payload", ShortName = "-p";

    public const string DecryptionKeyName = "--decryption-key";

    private static Fault Missing { get; } = Fault.Usage($"{PayloadName} is missing; name a file, a URL, or - for standard input");

    public TextOption Payload { get; } = new(PayloadName, ShortName)
    {
        Description = "The payload, as the features endpoint returns it: a file, an https or http URL, or - for standard input.",
        HelpName = "FILE",
    };

    public TextOption DecryptionKey { get; } = new(DecryptionKeyName)
    {
        Description = "The key of an encrypted payload, the base64 of 16, 24 or 32 bytes.",
        HelpName = "KEY",
        Validators =
        {
            static result =>
            {
                if (result.Tokens is [{ Value: var key }] && !IsKey(key))
                    result.AddError($"{DecryptionKeyName} is not the base64 of 16, 24 or 32 bytes");
            },
        },
    };

    /// <summary>The payload as an argument.</summary>
    public static Argument<string> NewArgument() => new(ArgumentName) { Description = "The payload: a file, a URL, or - for standard input." };

    public void AddTo(Command command)
    {
        command.Add(Payload);
        command.Add(DecryptionKey);
    }

    /// <summary>Reads the payload; a fault if the option is missing.</summary>
    public Outcome<LoadedPayload> Read(ParseResult parsed, Inputs inputs, Terminal terminal) =>
        parsed.GetValue(Payload) is { } path
            ? LoadedPayload.Read(inputs, terminal, PayloadName, path, parsed.GetValue(DecryptionKey))
            : Missing;

    /// <summary>Reads the payload as it is written; a fault if the option is missing.</summary>
    public Outcome<WrittenPayload> ReadWritten(ParseResult parsed, Inputs inputs, Terminal terminal) =>
        parsed.GetValue(Payload) is { } path
            ? LoadedPayload.ReadWritten(inputs, terminal, PayloadName, path, parsed.GetValue(DecryptionKey))
            : Missing;

    /// <summary>Whether a text is the key of a cipher. The padding may be missing, as in the payload.</summary>
    private static bool IsKey(string text)
    {
        var digits = text.Trim().TrimEnd('=');
        var bytes = new byte[digits.Length];
        return Convert.TryFromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='), bytes, out var length) && length is 16 or 24 or 32;
    }
}
