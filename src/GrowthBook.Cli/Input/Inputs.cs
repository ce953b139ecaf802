using System.Text;
using LanguageExt;

namespace GrowthBook.Cli;

/// <summary>Reads the values of options: a file, standard input (<c>-</c>), or JSON given in place.</summary>
internal sealed class Inputs(Terminal terminal)
{
    public const string StandardInput = "-";

    /// <summary>Maximum size of a text in bytes, so that an endless file cannot exhaust the memory.</summary>
    private const int MaxBytes = 1 << 28;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private string? _readsStandardInput;

    /// <summary>Reads a whole file.</summary>
    public Either<Fault, Source> File(string option, string path) =>
        from stream in Open(option, path)
        from source in ReadToEnd(stream, NameOf(path))
        select source;

    /// <summary>Reads <c>@FILE</c>, standard input, or the argument itself.</summary>
    public Either<Fault, Source> Text(string option, string argument) => argument switch
    {
        ['@', .. var path] => File(option, path),
        StandardInput => File(option, argument),
        _ => new Source(option, Utf8.GetBytes(argument)),
    };

    /// <summary>Opens a file or standard input as a stream.</summary>
    public Either<Fault, Stream> Open(string option, string path)
    {
        if (path == StandardInput)
        {
            if (_readsStandardInput is not null)
                return Fault.Usage($"{option} and {_readsStandardInput} cannot both read standard input");
            _readsStandardInput = option;
            return terminal.OpenInput();
        }
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return Fault.OfFile(path, e);
        }
    }

    public static string NameOf(string path) => path == StandardInput ? "standard input" : path;

    private static Either<Fault, Source> ReadToEnd(Stream stream, string name)
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
                    return Fault.Input($"{name}: is larger than {MaxBytes >> 20} MiB; expected one JSON object");
            }
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return Fault.OfFile(name, e);
        }
        return bytes.Length == 0 ? Fault.Input($"{name}: is empty; expected a JSON object") : new Source(name, bytes.ToArray());
    }
}
