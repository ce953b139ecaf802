using System.Text.Json;
using GrowthBook.Analysis;
using GrowthBook.Cli;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests;

/// <summary>The tables of docs/json.md name the members, and the types, of what the commands of their sections print.</summary>
public class JsonPageTests
{
    public static TheoryData<string> Sections() => [.. Pages.BlocksOf(JsonRow.Page).Select(block => block.Section)];

    [Theory]
    [MemberData(nameof(Sections))]
    public async Task A_table_has_the_members_of_the_output_with_their_types(string section)
    {
        var rows = JsonRow.Of(section);
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var command in Pages.BlocksOf(JsonRow.Page).Single(block => block.Section == section).Text.Split('\n').Where(line => line.StartsWith("gb ", StringComparison.Ordinal)))
        {
            foreach (var line in (await OutputOf(command[3..])).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using var json = JsonDocument.Parse(line);
                if (Report.Kinds.Contains(section))
                    Assert.Empty(Report.ToHtml((Value.Object)Value.Parse(line).Value!).Errors);
                Compare("", json.RootElement, new JsonRow("", "object", ""), rows, faults);
            }
        }
        Assert.Empty(faults);
    }

    private static void Compare(string path, JsonElement value, JsonRow row, JsonRow[] rows, SortedSet<string> faults)
    {
        if (!row.Types.Any(type => IsOf(type, value)))
            faults.Add($"{path}: {value.ValueKind} is not {row.Type}");
        else if (value.ValueKind == JsonValueKind.Array && !row.IsAny)
            CompareItems(path, value, row, rows, faults);
        else if (value.ValueKind == JsonValueKind.Object && !row.IsAny)
            CompareMembers(path, value, row, rows, faults);
    }

    private static void CompareItems(string path, JsonElement array, JsonRow row, JsonRow[] rows, SortedSet<string> faults)
    {
        var item = rows.SingleOrDefault(each => each.Path == row.Path + "[]");
        if (item is null)
            faults.Add($"{path}[] is in no row");
        foreach (var each in item is null ? [] : array.EnumerateArray().ToArray())
            Compare(path + "[]", each, item!, rows, faults);
    }

    private static void CompareMembers(string path, JsonElement value, JsonRow row, JsonRow[] rows, SortedSet<string> faults)
    {
        var known = rows.Where(each => each.Parent == row.Path).ToArray();
        foreach (var member in value.EnumerateObject())
        {
            if (known.FirstOrDefault(each => each.Name == member.Name) is { } found)
                Compare($"{path}.{member.Name}", member.Value, found, rows, faults);
            else
                faults.Add($"{path}.{member.Name} is in no row");
        }
        faults.UnionWith(known.Where(each => !each.IsOptional && !value.TryGetProperty(each.Name, out _)).Select(each => $"{path} has no {each.Name}"));
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "any" => true,
        "any object" or "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new FormatException($"`{type}` is no type"),
    };

    private static async Task<string> OutputOf(string command)
    {
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Pages.Root;
        try
        {
            var output = new StringWriter { NewLine = "\n" };
            using var terminal = new Terminal(() => Stream.Null, output, new StringWriter());
            await CommandLine.RunAsync(ShellWords.Of(command), terminal);
            Assert.NotEmpty(output.ToString());
            return output.ToString();
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }
}
