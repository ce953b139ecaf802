namespace GrowthBook.Analysis;

/// <summary>Reads the nodes of a condition to its tree, by the rules of evaluation.</summary>
internal static class ConditionReader
{
    /// <summary>The tree of the member <c>condition</c>; <c>null</c> unless that is an object.</summary>
    public static ConditionSource? ReadMember(SourceNode node) => node["condition"] is { Value: Value.Object } condition ? Read(condition) : null;

    /// <summary>The tree of a condition object; what is no object is met by no user.</summary>
    private static ConditionSource Read(SourceNode node) => node.Value is Value.Object
        ? All(node, [.. node.Members.Select(Member)])
        : new ConditionSource.Nothing(node);

    private static ConditionSource Member(SourceNode node) => node.Name switch
    {
        "$or" => IsList(node) ? new ConditionSource.Any(node, [.. node.Elements.Select(Read)]) : new ConditionSource.Nothing(node),
        "$nor" => IsList(node) && node.Elements.All(element => element.Value is Value.Object)
            ? new ConditionSource.Not(node, new ConditionSource.Any(node, [.. node.Elements.Select(Read)]))
            : new ConditionSource.Nothing(node),
        "$and" => IsList(node) ? All(node, [.. node.Elements.Select(Read)]) : new ConditionSource.Nothing(node),
        "$not" => node.Value is Value.Object ? new ConditionSource.Not(node, Read(node)) : new ConditionSource.Nothing(node),
        "$savedGroup" => Group(node),
        _ => Attribute(node),
    };

    private static bool IsList(SourceNode node) => node.Value is Value.Array;

    private static ConditionSource Group(SourceNode node) =>
        node.Value is Value.Object reference && reference["id"] is Value.String id
        && (!reference.ContainsKey("attributeKey") || reference["attributeKey"] is Value.String)
            ? new ConditionSource.SavedGroup(node, id.Content, (reference["attributeKey"] as Value.String)?.Content)
            : new ConditionSource.Nothing(node);

    private static ConditionSource Attribute(SourceNode node) => node.Value is Value.Object tests && ConditionCompiler.IsOperators(tests)
        ? All(node, [.. node.Members.Select(test => new ConditionSource.Test(test, node.Name!, test.Name))])
        : new ConditionSource.Test(node, node.Name!, null);

    private static ConditionSource All(SourceNode node, ConditionSource[] parts) =>
        parts is [var only] ? only : new ConditionSource.All(node, [.. parts]);
}
