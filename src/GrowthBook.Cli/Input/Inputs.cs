using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using GrowthBook.Cli.Commands;

namespace GrowthBook.Cli;

/// <summary>Reads the values of options: a file, standard input (<c>-</c>), a URL, or JSON given in place.</summary>
internal sealed class Inputs(Terminal terminal, CancellationToken cancellation)
{
    public const string StandardInput = "-";

    private const string JsonObject = "a JSON object";

    /// <summary>The arguments and options of which one can read standard input.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        PayloadOptions.ArgumentName, "OLD", "NEW", "EXPOSURES", "FILE", "PART", "JSON", PayloadOptions.PayloadName, LintCommand.PreviousName, ContextOptions.AttributesName, ContextOptions.ContextName,
        RecordOptions.RecordsName, PopulationOptions.UsersName,
    ];

    /// <summary>The inputs that a command line names, first the arguments: the name of the argument or option, and the text.</summary>
    public static IEnumerable<(string Name, string Text)> Of(ParseResult parsed)
    {
        var isOption = parsed.CommandResult.Children.Any(part => UsageMistakes.NameOf(part) == PayloadOptions.PayloadName);
        return parsed.CommandResult.Children
            .OrderBy(part => part is OptionResult)
            .SelectMany(part => part.Tokens.Select(token => (Name: UsageMistakes.NameOf(part), Text: token.Value)))
            .Where(input => Names.Contains(input.Name) && !(isOption && input.Name == PayloadOptions.ArgumentName)); // then the argument is a feature
    }

    /// <summary>Maximum size of a text in bytes, so that an endless file cannot exhaust the memory.</summary>
    public const int MaxBytes = 1 << 28;

    /// <summary>Reads a whole file, or the answer of a server.</summary>
    /// <param name="option">The option or command that names the file.</param>
    /// <param name="path">The path or URL.</param>
    /// <param name="expected">The expected content, for the fault of an empty file.</param>
    public Outcome<Source> FileOrUrl(string option, string path, string expected = JsonObject) =>
        !Download.IsUrl(path) ? File(option, path, expected)
        : Uri.TryCreate(path, UriKind.Absolute, out var url) ? new Download(cancellation).Read(url)
        : Fault.Usage($"`{path}` is not a URL");

    /// <summary>Reads <c>@FILE</c>, standard input, or the argument itself.</summary>
    public Outcome<Source> Text(string option, string argument) => argument switch
    {
        "@" => Fault.Input($"{option} needs the name of a file after @"),
        ['@', .. var path] => File(option, path),
        StandardInput => File(option, argument),
        _ when IsFile(argument) => Fault.Usage($"{option}: `{argument}` is a file; write @{argument} to read it"),
        _ => new Source(option, Encoding.UTF8.GetBytes(argument)),
    };

    /// <summary>Opens a file or standard input as a stream.</summary>
    public Outcome<Stream> Open(string option, string path)
    {
        if (path.Length == 0)
            return Fault.Input(Nameless(option));
        if (path.StartsWith('{'))
            return Fault.Usage($"{option} needs the name of a file, not JSON; pipe the JSON, and write - in its place");
        if (path is ['@', .. var name] && System.IO.File.Exists(name) && !System.IO.File.Exists(path))
            return Fault.Usage($"{option} needs the name of a file without @; write {name}");
        if (WholeNumber.IsMeant(path) && !Path.Exists(path))
            return Fault.Usage($"{option} needs the name of a file, not the number {path}{(option == PopulationOptions.UsersName ? "; only `gb simulate` generates users" : "")}");
        try
        {
            return path == StandardInput ? terminal.OpenInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return Address.Error(option, path) is { } error ? Fault.Input(error) : Fault.OfFile(NameOf(path), e);
        }
    }

    /// <summary>The message of an empty text in the place of a name.</summary>
    public static string Nameless(string option, string expected = "file") => $"{option} needs the name of a {expected}, and the name is empty";

    public static string NameOf(string path) => path == StandardInput ? "standard input" : path;

    /// <summary>The text with the name of its origin; a fault if the text is empty or not UTF-8.</summary>
    public static Outcome<Source> SourceOf(byte[] text, string name, string expected = JsonObject) =>
        new Source(name, text) switch
        {
            { Utf8: [] } => Fault.Input($"{name}: is empty; expected {expected}"),
            { Utf8: var utf8 } when TextEncoding.Error(utf8) is { } error => Fault.Input($"{name}: {error}"),
            { Utf8: var utf8 } when TextEncoding.Invalid(utf8) is var (line, invalid) => Fault.Input($"{name}:{line}: {invalid}"),
            var source => source,
        };

    public static string TooLarge(string name) => $"{name}: is larger than {MaxBytes >> 20} MiB; expected one JSON object";

    private static Outcome<Source> ReadToEnd(Stream stream, string name, string expected)
    {
        using var open = stream;
        using var bytes = new MemoryStream();
        try
        {
            var buffer = new byte[1 << 16];
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MaxBytes)
                    return Fault.Input(TooLarge(name));
            }
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return Fault.OfFile(name, e);
        }
        return SourceOf(bytes.ToArray(), name, expected);
    }

    private Outcome<Source> File(string option, string path, string expected = JsonObject) =>
        from stream in Open(option, path)
        from source in ReadToEnd(stream, NameOf(path), expected)
        select source;

    /// <summary>Whether a text that cannot be JSON names a file, so that its <c>@</c> was forgotten.</summary>
    private static bool IsFile(string argument) =>
        !argument.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal)
        && (argument.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || System.IO.File.Exists(argument));
}
