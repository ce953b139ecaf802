using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Reads members that hold ranges of buckets.</summary>
internal static class BucketRangeMembers
{
    private const string Expected = "a range of two numbers";

    /// <summary>A range; <c>null</c> where the member is absent or malformed.</summary>
    public static BucketRange? Range(this ref Members members, string name)
    {
        if (members.Array(name) is not { } source)
            return null;
        var range = OfArray(source);
        if (range is null)
            members.Malformed(name, Expected);
        return range;
    }

    /// <summary>Ranges; <c>default</c> where the member is absent.</summary>
    public static ImmutableArray<BucketRange> Ranges(this ref Members members, string name) =>
        members.List<BucketRange>(name, Expected, static item => item is Value.Array range ? OfArray(range) : null);

    /// <summary>A namespace with the experiment's part of it; <c>null</c> where the member is absent or malformed.</summary>
    public static ExperimentNamespace? Namespace(this ref Members members)
    {
        if (members.Array("namespace") is not { } parts)
            return null;
        if (parts.Count >= 3 && parts[0] is Value.String id && parts[1] is Value.Number start && parts[2] is Value.Number end)
            return new ExperimentNamespace(id.Content, new BucketRange(start.Content, end.Content));
        members.Malformed("namespace", "a namespace such as [\"checkout\", 0, 0.5]");
        return null;
    }

    private static BucketRange? OfArray(Value.Array range) =>
        range.Count >= 2 && range[0] is Value.Number start && range[1] is Value.Number end
            ? new BucketRange(start.Content, end.Content)
            : null;
}
