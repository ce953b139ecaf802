using System.Text.RegularExpressions;

namespace GrowthBook.Readme.Tests.Markdown;

/// <summary>The comment before a block that configures its run.</summary>
/// <param name="Setup">The file of <c>Preludes</c> around the block, without its extension.</param>
/// <param name="Continues">Whether the block uses the variables of the C# block before it.</param>
/// <param name="Get">The request that a web program answers with the text of the next <c>text</c> block.</param>
/// <param name="Post">The same for a request with a body.</param>
/// <param name="Body">The body, without spaces.</param>
/// <param name="File">The name of the file whose text the block shows.</param>
internal sealed partial record Directive(string? Setup = null, bool Continues = false, string? Get = null, string? Post = null, string? Body = null, string? File = null)
{
    /// <summary>Reads a line; null if it is no directive.</summary>
    public static Directive? Parse(string line)
    {
        if (Pattern().Match(line) is not { Success: true } match)
            return null;
        var directive = new Directive();
        foreach (var word in match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            directive = word.Split('=', 2) switch
            {
                ["setup", var name] => directive with { Setup = name },
                ["continues"] => directive with { Continues = true },
                ["get", var url] => directive with { Get = url },
                ["post", var url] => directive with { Post = url },
                ["body", var text] => directive with { Body = text },
                ["file", var name] => directive with { File = name },
                _ => throw new FormatException($"unknown word in a snippet directive: {word}"),
            };
        }
        return directive;
    }

    [GeneratedRegex(@"^<!-- snippet: (.+) -->$")]
    private static partial Regex Pattern();
}
