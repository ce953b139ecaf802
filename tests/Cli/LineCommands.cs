namespace GrowthBook.Cli.Tests;

/// <summary>The commands that read lines of users or records. The file is the argument after the last one.</summary>
internal static class LineCommands
{
    /// <summary>The payload that <c>p.json</c> names.</summary>
    public const string Payload = """{"features":{"f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"hashVersion":2,"seed":"s"}]}}}""";

    public static readonly string[][] All =
    [
        ["diff", "p.json", "p.json", "--users"],
        ["diff", "p.json", "p.json", "--records"],
        ["simulate", "p.json", "--users"],
        ["matrix", "p.json", "--users"],
        ["power", "p.json", "--experiment", "x", "--users-per-week", "1000", "--rate", "0.1", "--users"],
        ["lint", "p.json", "--records"],
        ["replay", "--payload", "p.json", "--records"],
    ];
}
