using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests.Running;

/// <summary>
/// The code of a file in <c>Preludes</c> around a block: above its line <c>// snippet</c> it declares the names that the block
/// uses, and below that line it asserts the effects of the block.
/// </summary>
internal sealed record Prelude(SourceText Before, SourceText After)
{
    public static string Folder { get; } = Path.Combine(Pages.Root, "tests", "Readme", "Preludes");

    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)!);

    public static Prelude None { get; } = new(SourceText.Empty, SourceText.Empty);

    /// <summary>The usings of every block.</summary>
    public static string Usings => File.ReadAllText(Path.Combine(Folder, "Usings.txt"));

    public static Prelude Of(Block block) => block.Directive.Setup is { } name ? Read(name) : None;

    private static Prelude Read(string name)
    {
        var path = Path.Combine(Folder, name + ".cs");
        var lines = File.ReadAllLines(path);
        var place = Array.IndexOf(lines, "// snippet");
        if (place < 0)
            throw new FormatException($"{path} has no line '// snippet'");
        return new Prelude(
            SourceText.Parse(string.Join('\n', lines[..place]) + "\n", path, 1),
            SourceText.Parse(string.Join('\n', lines[(place + 1)..]) + "\n", path, place + 2));
    }
}
