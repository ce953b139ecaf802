using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>What a command reads from and writes to.</summary>
/// <param name="openInput">Opens standard input.</param>
/// <param name="output">Takes answers.</param>
/// <param name="error">Takes messages.</param>
/// <param name="outputIsTerminal">Whether people see the answers as they are written.</param>
/// <param name="errorIsTerminal">Whether people see the messages as they are written.</param>
internal sealed class Terminal(
    Func<Stream> openInput, TextWriter output, TextWriter error, bool outputIsTerminal = false, bool errorIsTerminal = false)
    : IDisposable
{
    /// <summary>Answers, as plain text.</summary>
    public TextWriter Output => output;

    /// <summary>Messages, as plain text.</summary>
    public TextWriter Error => error;

    /// <summary>Answers in colours, where there are colours.</summary>
    public IAnsiConsole Screen { get; } = Cli.Screen.Over(output, outputIsTerminal);

    /// <summary>Messages in colours, where there are colours.</summary>
    public IAnsiConsole Messages { get; } = Cli.Screen.Over(error, errorIsTerminal);

    /// <summary>A progress bar needs a terminal, and must not be torn apart by answers on the same one.</summary>
    public bool ShowsProgress => errorIsTerminal && !outputIsTerminal;

    public Stream OpenInput() => openInput();

    public void Warn(string message) => Messages.WriteLine($"[yellow]gb: {message}[/]");

    public void Fail(string message) => Messages.WriteLine($"[red]gb: {message}[/]");

    public ExitCode Fail(Fault fault)
    {
        Fail(fault.Message);
        return fault.Code;
    }

    public void Dispose() => error.Flush();
}
