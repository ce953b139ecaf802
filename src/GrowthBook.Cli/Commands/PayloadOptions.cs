using System.CommandLine;
using System.CommandLine.Parsing;
using GrowthBook.Analysis;
using TextOption = System.CommandLine.Option<string?>;

namespace GrowthBook.Cli;

/// <summary>
/// How a command names its payload: with the option <c>--payload</c>, and a command whose subject is the payload also with its first argument.
/// </summary>
internal sealed class PayloadOptions
{
    public const string ArgumentName = "PAYLOAD", PayloadName = "--payload", ShortName = "-p", DecryptionKeyName = "--decryption-key";

    private const string Forms = "name a file, a URL, or - for standard input";

    /// <summary>The payload as the first argument; <c>null</c> for a command without it.</summary>
    private readonly Argument<string?>? _argument;

    /// <summary>The arguments after the payload, of which the first is in its place if the option names the payload; <c>null</c> without any.</summary>
    private readonly Argument<string[]>? _following;

    /// <summary>The option only.</summary>
    public PayloadOptions()
    {
    }

    private PayloadOptions(Argument<string[]>? following)
    {
        _argument = new Argument<string?>(ArgumentName) { Description = "The payload: a file, an https or http URL, or - for standard input.", Arity = ArgumentArity.ZeroOrOne };
        _following = following;
    }

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

    /// <summary>The argument or the option, of which a command line has one.</summary>
    /// <param name="following">The arguments after the payload; <c>null</c> without any.</param>
    public static PayloadOptions WithArgument(Argument<string[]>? following = null) => new(following);

    /// <summary>Adds the payload to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="instead">An option with which the command needs no payload; <c>null</c> for none.</param>
    public void AddTo(Command command, Option? instead = null)
    {
        if (_argument is not null)
        {
            command.Add(_argument);
            command.Validate(result =>
            {
                if (MistakeOf(result, instead) is { } mistake)
                    result.AddError(mistake);
            });
        }
        if (_following is not null)
            command.Add(_following);
        command.Add(Payload);
        command.Add(DecryptionKey);
    }

    /// <summary>The arguments after the payload.</summary>
    public string[] FollowingOf(ParseResult parsed)
    {
        var following = parsed.GetValue(_following!) ?? [];
        return parsed.GetValue(Payload) is not null && parsed.GetValue(_argument!) is { } first ? [first, .. following] : following;
    }

    /// <summary>The key of the encrypted payload; <c>null</c> without one.</summary>
    public string? KeyOf(ParseResult parsed) => parsed.GetValue(DecryptionKey);

    /// <summary>Reads the text of the payload; a fault if nothing names it.</summary>
    public Outcome<Source> ReadText(ParseResult parsed, Inputs inputs) =>
        parsed.GetValue(Payload) is { } option ? inputs.FileOrUrl(PayloadName, option)
        : _argument is not null && parsed.GetValue(_argument) is { } argument ? inputs.FileOrUrl($"gb {parsed.CommandResult.Command.Name}", argument)
        : Fault.Usage($"{PayloadName} is missing; {(FileAmongArguments(parsed) is { } file ? $"write {PayloadName} {file}" : Forms)}");

    /// <summary>The last argument that is the name of a file, which is the payload without its option; <c>null</c> for none.</summary>
    private static string? FileAmongArguments(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).LastOrDefault(File.Exists);

    /// <summary>Reads the payload; a fault if nothing names it.</summary>
    public Outcome<LoadedPayload> Read(ParseResult parsed, Inputs inputs, Terminal terminal) =>
        ReadText(parsed, inputs).Bind(source => LoadedPayload.Parse(source, terminal, KeyOf(parsed)));

    /// <summary>Reads the payload as it is written; a fault if nothing names it.</summary>
    public Outcome<WrittenPayload> ReadWritten(ParseResult parsed, Inputs inputs, Terminal terminal) =>
        ReadText(parsed, inputs).Bind(source => LoadedPayload.ParseWritten(source, terminal, KeyOf(parsed)));

    private string? MistakeOf(CommandResult result, Option? instead)
    {
        var isArgument = result.GetResult(_argument!) is { Tokens.Count: > 0 };
        var isOption = result.GetResult(Payload) is not null;
        var isReplaced = instead is not null && result.GetResult(instead) is not null;
        return isArgument && isOption && _following is null ? $"{ArgumentName} and {PayloadName} both name the payload; name it once"
            : isReplaced && (isArgument || isOption) ? $"{instead!.Name} needs no payload; leave it out"
            : isReplaced || isArgument || isOption ? null
            : $"{ArgumentName} is missing; {Forms}{(instead is null ? "" : $", or give {instead.Name} {instead.HelpName}")}";
    }

    /// <summary>Whether a text is the key of a cipher. The padding may be missing, as in the payload.</summary>
    private static bool IsKey(string text)
    {
        var digits = text.Trim().TrimEnd('=');
        var bytes = new byte[digits.Length];
        return Convert.TryFromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='), bytes, out var length) && length is 16 or 24 or 32;
    }
}
