using System.Text;
using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>Spectre's view of a writer. What is not a terminal gets no colours, and lines as long as they are.</summary>
internal sealed class Screen : IAnsiConsoleOutput
{
    private const int Endless = 1 << 20;

    private Screen(TextWriter writer, bool isTerminal) => (Writer, IsTerminal) = (writer, isTerminal);

    public TextWriter Writer { get; }

    public bool IsTerminal { get; }

    public int Width => IsTerminal ? Math.Max(40, Console.WindowWidth) : Endless;

    public int Height => IsTerminal ? Math.Max(10, Console.WindowHeight) : Endless;

    public static IAnsiConsole Over(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new Screen(writer, isTerminal),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            // The enrichers switch colours on in CI systems, also into files.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    public void SetEncoding(Encoding encoding)
    {
        // The writers encode in UTF-8, whatever the terminal says.
    }
}
