using GrowthBook.Analysis;
using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>The streams that a command reads and writes.</summary>
/// <param name="openInput">Opens standard input.</param>
/// <param name="output">Receives results.</param>
/// <param name="error">Receives messages.</param>
/// <param name="outputTraits">The terminal that shows results; <c>null</c> for a file or a pipe.</param>
/// <param name="errorTraits">The terminal that shows messages; <c>null</c> for a file or a pipe.</param>
internal sealed class Terminal(
    Func<Stream> openInput, TextWriter output, TextWriter error, TerminalTraits? outputTraits = null, TerminalTraits? errorTraits = null)
    : IDisposable
{
    private readonly Lazy<IAnsiConsole> _screen = new(() => Cli.Screen.Over(output, outputTraits));

    private readonly Lazy<IAnsiConsole> _messages = new(() => Cli.Screen.Over(error, errorTraits));

    private readonly Lock _interruption = new();

    private bool _isInterrupted;

    /// <summary>Receives results as plain text; <see cref="Print"/> writes text of a payload or a user to it.</summary>
    public TextWriter Output => output;

    /// <summary>Receives messages as plain text.</summary>
    public TextWriter Error => error;

    /// <summary>Receives results in colours, if the terminal has colours.</summary>
    public IAnsiConsole Screen => _screen.Value;

    /// <summary>Receives messages in colours, if the terminal has colours.</summary>
    public IAnsiConsole Messages => _messages.Value;

    /// <summary>Whether to show a progress bar: only on a terminal that does not also show results.</summary>
    public bool ShowsProgress => errorTraits is { HasColors: true } && outputTraits is null;

    /// <summary>The width to which results are wrapped; <c>null</c> for a file or a pipe, which gets whole lines.</summary>
    public int? Columns => outputTraits?.Columns;

    /// <summary>Cancelled after the reader of results closed their pipe; later results are dropped. Default: never.</summary>
    public CancellationToken OutputClosed { get; init; }

    public Stream OpenInput() => openInput();

    /// <summary>
    /// Writes one line of results, in which the text can neither control the terminal nor start a new line. A line of JSON
    /// keeps its value: the escapes are those of JSON, and only strings have the characters that need them.
    /// </summary>
    public void Print(string line) => output.WriteLine(Printable.Of(line));

    /// <summary>Writes the exact text and a line end for a program that reads it; a terminal gets what <see cref="Print"/> writes.</summary>
    public void PrintExact(string text) => output.WriteLine(outputTraits is null ? text : Printable.Of(text));

    /// <summary>Writes a message that is neither a warning nor a failure.</summary>
    public void Note(string message) => Messages.WriteLine($"gb: {message}");

    public void Warn(string message) => Messages.WriteLine($"[yellow]gb: {message}[/]");

    public void Fail(string message) => Messages.WriteLine($"[red]gb: {message}[/]");

    /// <summary>Writes the message of a fault; that of an interruption once, because both a run that ends late and the wait for it report one.</summary>
    public ExitCode Fail(Fault fault)
    {
        lock (_interruption)
        {
            if (fault.Code != ExitCode.Interrupted || !_isInterrupted)
                Fail(fault.Message);
            _isInterrupted |= fault.Code == ExitCode.Interrupted;
        }
        return fault.Code;
    }

    public void Dispose() => error.Flush();
}
