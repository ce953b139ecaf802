using System.Text.RegularExpressions;
using GrowthBook.Analysis;

namespace GrowthBook.Readme.Tests;

/// <summary>The schema of a kind of results says what the table of its section in docs/json.md says, and nothing else.</summary>
public partial class SchemaPageTests
{
    private const double MaxCount = 9_007_199_254_740_991;

    /// <summary>The members that commands add to the results of the library, as the page says.</summary>
    private static readonly string[] Added =
        ["expect file", "expect payload", "lint file", "lint payload", "find-user payload", "rebalance payload"];

    public static TheoryData<string> Kinds() => [.. Report.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_schema_has_the_members_of_the_table_with_their_types(string kind)
    {
        var schema = Value.Parse(Report.SchemaOf(kind)!).Value!;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema["$schema"].AsString());
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        Compare(schema, new JsonRow("", "object", ""), new Table(kind, schema["$defs"], JsonRow.Of(kind), faults));
        Assert.Empty(faults);
    }

    private static void Compare(Value schema, JsonRow row, Table table)
    {
        var part = schema["$ref"].AsString() is { } name ? table.Definitions[name["#/$defs/".Length..]] : schema;
        if (RuleOf(row, part, table) is { } fault)
            table.Faults.Add($"{row.Path}: {part.ToJson()} is not {row.Type}, {fault}");
        if (row.Types.Contains("array"))
            Compare(part["items"], table.Rows.Single(each => each.Path == row.Path + "[]"), table);
        if (!row.Types.Contains("object"))
            return;
        var rows = table.Rows.Where(each => each.Parent == row.Path).ToArray();
        var (properties, required) = ((Value.Object)part["properties"], part["required"] is Value.Array names ? names.Select(each => each.ToString()).ToArray() : []);
        table.Faults.UnionWith(properties.Keys.Except(rows.Select(each => each.Name)).Select(each => $"{row.Path}.{each} is in no row"));
        table.Faults.UnionWith(rows.Select(each => each.Name).Except(properties.Keys).Select(each => $"{row.Path}.{each} is not in the schema"));
        table.Faults.UnionWith(rows.Where(each => required.Contains(each.Name) == (each.IsOptional || Added.Contains($"{table.Kind} {each.Path}")))
            .Select(each => $"{each.Path} is {(each.IsOptional ? "" : "not ")}optional"));
        foreach (var each in rows.Where(each => properties.ContainsKey(each.Name)))
            Compare(properties[each.Name], each, table);
    }

    /// <summary>What a part of the schema must be, if it is not; <c>null</c> if it is.</summary>
    private static string? RuleOf(JsonRow row, Value schema, Table table) => row switch
    {
        { Path: "kind" } => schema["const"].Equals(table.Kind) ? null : "the kind",
        { Path: "schemaVersion" } => schema["const"].Equals(1) ? null : "1",
        { Type: "any" } => schema is Value.Object { Count: 0 } ? null : "without a limit",
        _ when ChoicesOf(row, table) is { Length: > 0 } choices => schema["enum"] is Value.Array words && words.Select(word => word.ToString()).SequenceEqual(choices) ? null : $"one of {string.Join(", ", choices)}",
        _ when schema is Value.Object members && members.ContainsKey("enum") => "without choices",
        _ when !TypesOf(schema).SequenceEqual(row.Types.Select(type => type == "any object" ? "object" : type)) => "of these types",
        _ when row.Types[0] == "string" => row.Meaning.StartsWith("the hash", StringComparison.Ordinal) == (schema["pattern"].AsString() == "^sha256:[0-9a-f]{64}$") ? null : "a hash, and nothing else one",
        _ when row.Types[0] == "integer" => row.Name is "leaf" or "seed" || (schema["minimum"].AsDouble() == (FromOne().IsMatch(row.Meaning) || row.Name is "weeks" ? 1 : 0) && schema["maximum"].AsDouble() == MaxCount) ? null : "a count",
        _ when row.Types[0] == "number" => RangeOf(row).Equals((schema["minimum"].AsDouble() ?? schema["exclusiveMinimum"].AsDouble(), schema["maximum"].AsDouble() ?? schema["exclusiveMaximum"].AsDouble())) ? null : "in its range",
        _ => null,
    };

    /// <summary>The words of which a text is one, if its meaning lists them.</summary>
    private static string[] ChoicesOf(JsonRow row, Table table) =>
        row.Name == "class" ? [.. ChangeClasses.All.Select(each => each.ToName())]
        : row.Meaning == "as of experiments" ? ChoicesOf(table.Rows.Single(each => each.Path == row.Path.Replace("rollouts", "experiments", StringComparison.Ordinal)), table)
        : row.Type == "string" && Choices().IsMatch(row.Meaning) ? [.. Word().Matches(row.Meaning).Select(word => word.Groups[1].Value)]
        : [];

    /// <summary>Shares are from 0 to 1, and other numbers from 0.</summary>
    private static (double? Least, double? Most) RangeOf(JsonRow row) =>
        row.Name is "expected[]" or "effect" or "usersPerWeek" or "users" or "smallestLift" or "ranges[][]" ? (0, null) : (0, 1);

    private static IEnumerable<string> TypesOf(Value schema) => schema["type"] is Value.Array types ? types.Select(type => type.ToString()) : [schema["type"].ToString()];

    [GeneratedRegex("^`[A-Za-z]+`(, `[A-Za-z]+`)*,? or `")]
    private static partial Regex Choices();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Word();

    [GeneratedRegex(", from 1\\b")]
    private static partial Regex FromOne();

    /// <summary>The table of a kind, and what does not fit it.</summary>
    private sealed record Table(string Kind, Value Definitions, JsonRow[] Rows, SortedSet<string> Faults);
}
