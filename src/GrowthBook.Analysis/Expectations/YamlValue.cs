using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>YAML nodes as JSON values, by YAML's core schema: a plain scalar is null, a Boolean or a number if it looks like one.</summary>
internal static class YamlValue
{
    private const int CharactersOfValue = 100;

    public static Value Of(YamlNode node) => node switch
    {
        YamlMappingNode members => new Value.Object(members.Children.Select(member => KeyValuePair.Create(Text(member.Key), Of(member.Value)))),
        YamlSequenceNode items => new Value.Array(items.Children.Select(Of).ToArray()),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } => Plain(text ?? ""),
        _ => new Value.String(Text(node)),
    };

    /// <summary>The number of values in a value. A text, or the name of a member, is one for each 100 characters begun.</summary>
    public static long Size(Value value) => value switch
    {
        Value.Array items => 1 + items.Sum(Size),
        Value.Object members => 1 + members.Sum(member => (member.Key.Length / CharactersOfValue) + Size(member.Value)),
        Value.String text => 1 + (text.Content.Length / CharactersOfValue),
        _ => 1,
    };

    public static string Text(YamlNode node) => (node as YamlScalarNode)?.Value ?? node.ToString();

    /// <summary>The value of a member; <c>null</c> without one.</summary>
    public static YamlNode? Find(YamlNode node, string name) =>
        node is YamlMappingNode members ? members.Children.FirstOrDefault(member => Text(member.Key) == name).Value : null;

    private static Value Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => Value.Null.Instance,
        "true" or "True" or "TRUE" => Value.Boolean.True,
        "false" or "False" or "FALSE" => Value.Boolean.False,
        _ => IsNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : new Value.String(text),
    };

    /// <summary>Whether a text can be a number, and no name that .NET reads as one, such as NaN.</summary>
    public static bool IsNumber(string text) => text.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'e' or 'E') && text.Any(char.IsAsciiDigit);
}
