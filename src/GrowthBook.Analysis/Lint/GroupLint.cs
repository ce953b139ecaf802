namespace GrowthBook.Analysis;

/// <summary>GB7xx: saved groups and the references to them.</summary>
internal static class GroupLint
{
    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var known = source.Groups.Select(group => group.Id).ToHashSet(StringComparer.Ordinal);
        var isUnread = source.IsUnread("savedGroups");
        return References(source).Where(reference => !known.Contains(reference.Id) && (!isUnread || IsMarker(reference.Id))).Select(reference => IsMarker(reference.Id)
                ? Finding.At(reference.Node, LintCodes.UnresolvedGroup, $"the server wrote `{Finding.Name(reference.Id)}` in place of a group that it could not resolve")
                : Finding.At(reference.Node, LintCodes.UnknownGroup, $"the payload has no saved group `{Finding.Name(reference.Id)}`"))
            .Concat(source.Groups.SelectMany(Ids));
    }

    /// <summary>The references to saved groups in all conditions.</summary>
    public static IEnumerable<(SourceNode Node, string Id)> References(PayloadSource source) =>
        from node in source.Nodes
        let id = node.Name switch
        {
            "$inGroup" or "$notInGroup" => node.Value as Value.String,
            "$savedGroup" => node["id"]?.Value as Value.String,
            _ => null,
        }
        where id is not null
        select (node, id.Content);

    private static bool IsMarker(string id) => id.StartsWith("__sg", StringComparison.Ordinal) && id.EndsWith("__", StringComparison.Ordinal);

    private static IEnumerable<Finding> Ids(GroupSource group)
    {
        var (texts, first) = (new Dictionary<string, SourceNode>(StringComparer.Ordinal), (SourceNode?)null);
        var isMixed = false;
        foreach (var id in group.Ids)
        {
            first ??= id;
            if (!isMixed && Coercion.TypeName(id.Value) != Coercion.TypeName(first.Value))
            {
                isMixed = true;
                yield return Finding.At(id, LintCodes.MixedGroup,
                    $"the group `{Finding.Name(group.Id)}` has ids of the types {Coercion.TypeName(first.Value)} and {Coercion.TypeName(id.Value)}");
            }
            var lower = EcmaCase.ToLower(id.Value.ToJson());
            if (!texts.TryAdd(lower, id))
                yield return Finding.At(id, LintCodes.DuplicateIds, Duplicate(texts[lower], id));
        }
    }

    private static string Duplicate(SourceNode first, SourceNode second) => first.Value.Equals(second.Value)
        ? $"the id {Finding.Text(second.Value)} is at {first.Place} too"
        : $"the id {Finding.Text(second.Value)} differs from {Finding.Text(first.Value)} at {first.Place} by case only";
}
