using System.Text.RegularExpressions;
using GrowthBook.Analysis;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests;

/// <summary>A row of a table of docs/json.md.</summary>
internal sealed partial record JsonRow(string Path, string Type, string Meaning)
{
    public const string Page = "docs/json.md";

    public string[] Types { get; } = Type.Split(" or ");

    public bool IsAny => Types.Any(type => type.StartsWith("any", StringComparison.Ordinal));

    /// <summary>The path of the object that has the member; <c>null</c> for the root and for elements of arrays.</summary>
    public string? Parent => Path.EndsWith("[]", StringComparison.Ordinal) || Path.Length == 0 ? null : Path.LastIndexOf('.') is >= 0 and var dot ? Path[..dot] : "";

    public string Name => Path[(Path.LastIndexOf('.') + 1)..].TrimEnd('?');

    public bool IsOptional => Path.EndsWith('?');

    /// <summary>The rows of a section, one per class of changes for <c>CLASS</c>. The array of elements that have a row needs none.</summary>
    public static JsonRow[] Of(string section)
    {
        var text = Pages.TextOf(Page).Split($"\n## {section}\n")[1].Split("\n## ")[0];
        JsonRow[] rows = [.. Row().Matches(text).Select(row => new JsonRow(row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value)).SelectMany(OfClasses)];
        Assert.Equal(rows.Length, rows.Select(row => row.Path).Distinct().Count());
        return
        [
            .. rows,
            .. rows.Where(row => row.Path.EndsWith("[]", StringComparison.Ordinal)).Select(row => new JsonRow(row.Path[..^2], "array", ""))
                .Where(array => rows.All(row => row.Path != array.Path)),
        ];
    }

    private static IEnumerable<JsonRow> OfClasses(JsonRow row) => row.Path.Contains("CLASS", StringComparison.Ordinal)
        ? ChangeClasses.All.Select(each => row with { Path = row.Path.Replace("CLASS", each.ToName(), StringComparison.Ordinal) })
        : [row];

    [GeneratedRegex(@"^\| `([^`]+)` \| ([^|]+) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
