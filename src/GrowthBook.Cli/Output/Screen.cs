using System.Text;
using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>Adapts a writer for Spectre. Output that is not a terminal has no colours and is not wrapped.</summary>
internal sealed class Screen : IAnsiConsoleOutput
{
    private const int Unlimited = 1 << 20;

    private readonly TerminalTraits? _traits;

    private Screen(TextWriter writer, TerminalTraits? traits) => (Writer, _traits) = (writer, traits);

    public TextWriter Writer { get; }

    public bool IsTerminal => _traits is not null;

    public int Width => _traits?.Columns ?? Unlimited;

    public int Height => Unlimited;

    /// <summary>A console over a writer.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="traits">The terminal to which the writer leads; <c>null</c> for a file or a pipe.</param>
    public static IAnsiConsole Over(TextWriter writer, TerminalTraits? traits)
    {
        var hasColors = traits is { HasColors: true };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new Screen(writer, traits),
            Ansi = hasColors ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = hasColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = hasColors ? InteractionSupport.Yes : InteractionSupport.No,
            // The enrichers enable colours in CI systems, even for files.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    public void SetEncoding(Encoding encoding)
    {
        // The writers always encode in UTF-8.
    }
}
