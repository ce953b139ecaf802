using System.Text;
using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>Adapts a writer for Spectre. Output that is not a terminal has no colours and is not wrapped.</summary>
internal sealed class Screen : IAnsiConsoleOutput
{
    private const int Unlimited = 1 << 20;

    private Screen(TextWriter writer, bool isTerminal) => (Writer, IsTerminal) = (writer, isTerminal);

    public TextWriter Writer { get; }

    public bool IsTerminal { get; }

    public int Width => IsTerminal ? Math.Max(40, Console.WindowWidth) : Unlimited;

    public int Height => IsTerminal ? Math.Max(10, Console.WindowHeight) : Unlimited;

    public static IAnsiConsole Over(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new Screen(writer, isTerminal),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
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
