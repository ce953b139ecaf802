using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>
/// Warns of unquoted scalars that YAML reads as another value than they look like: numbers that lose their spelling, texts that look like
/// numbers, and words that older versions of YAML read as booleans. Each text is named once, at its first place.
/// </summary>
internal sealed partial class ScalarWarnings
{
    /// <summary>Maximum number of texts that are named; further ones are counted.</summary>
    private const int MaxNamed = 20;

    private static readonly HashSet<string> Words = new(["yes", "no", "on", "off"], StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];

    /// <summary>
    /// The warnings of the parts of a file whose values no failure shows: users, and the attributes and matrices of expectations. JSON is read as it looks.
    /// </summary>
    public static IEnumerable<string> Of(YamlNode root)
    {
        var warnings = new ScalarWarnings();
        warnings.AddValues(YamlValue.Find(root, "users"));
        foreach (var expectation in (YamlValue.Find(root, "expect") as YamlSequenceNode)?.Children ?? [])
        {
            foreach (var name in new[] { "matrix", "attributes" })
                warnings.AddValues(YamlValue.Find(expectation, name));
        }
        return warnings._seen.Count > MaxNamed
            ? warnings._warnings.Append(FormattableString.Invariant($"{Expectations.PlaceOf(root)}: {warnings._seen.Count - MaxNamed} more unquoted texts that YAML reads as other values; quote them"))
            : warnings._warnings;
    }

    private void AddValues(YamlNode? node)
    {
        foreach (var part in node switch
        {
            YamlMappingNode members => members.Children.Select(member => member.Value),
            YamlSequenceNode items => items.Children,
            _ => [],
        })
        {
            AddValues(part);
        }
        if (node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } && FaultOf(text, YamlValue.Of(node)) is { } fault && _seen.Add(text) && _seen.Count <= MaxNamed)
            _warnings.Add($"{Expectations.PlaceOf(node)}: `{Finding.Name(text)}` {fault}");
    }

    private static string? FaultOf(string text, Value value) => value switch
    {
        Value.Number { Content: var number } when !double.IsFinite(number) => "is beyond the numbers of JSON; quote it if it is a text",
        Value.Number when value.ToJson() is var json && json != text => $"is the number {json}; quote it if it is a text, such as a version, and otherwise write {json}",
        Value.String when Words.Contains(text) => $"is a text, and no boolean; quote it, or write {(text[0] is 'y' or 'Y' || text.Equals("on", StringComparison.OrdinalIgnoreCase) ? "true" : "false")}",
        Value.String when NumberLike().IsMatch(text) => "is a text, and no number; quote it, or write the number with decimal digits only",
        _ => null,
    };

    /// <summary>The numbers of other versions of YAML: hexadecimal, octal and binary, with separators, and those that are not finite.</summary>
    [GeneratedRegex(@"\A[-+]?(0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))\z|\A\.(nan|NaN|NAN)\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberLike();
}
