using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>A saved group as it is written.</summary>
/// <param name="Id">The id.</param>
/// <param name="Node">The group's array or object.</param>
public sealed record GroupSource(string Id, SourceNode Node)
{
    /// <summary>The members of a list: ids of users; none for another group.</summary>
    public ImmutableArray<SourceNode> Ids =>
        Node.Value is Value.Array ? Node.Children : IsOfType("list") && Node["values"] is { } values ? values.Elements : [];

    /// <summary>The attribute that the ids of a list identify; <c>null</c> for the old shape, a bare array, and for a condition.</summary>
    public string? Attribute => IsOfType("list") ? (Node["attributeKey"]?.Value as Value.String)?.Content : null;

    /// <summary>Whether the group is a list of ids.</summary>
    public bool IsList => Node.Value is Value.Array || (IsOfType("list") && Node["values"]?.Value is Value.Array);

    /// <summary>The condition of the group; <c>null</c> for a list.</summary>
    public ConditionSource? Condition { get; } =
        Node["type"]?.Value is Value.String { Content: "condition" } ? ConditionReader.ReadMember(Node) : null;

    private bool IsOfType(string type) => Node["type"]?.Value is Value.String text && text.Content == type;
}
