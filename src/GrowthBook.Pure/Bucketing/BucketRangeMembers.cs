using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Reads members that hold ranges of buckets.</summary>
internal static class BucketRangeMembers
{
    private const string Expected = "a range of two numbers";

    private const string ExpectedNamespace = "a namespace such as [\"checkout\", 0, 0.5]";

    /// <summary>The range as an array of its start and end.</summary>
    public static Value ToValue(BucketRange range) => new[] { range.Start, range.End };

    /// <summary>The namespace as an array of its id, start and end.</summary>
    public static Value ToValue(ExperimentNamespace space) => new Value?[] { space.Id, space.Range.Start, space.Range.End };

    /// <summary>The range of an array; a fatal fault for another value.</summary>
    public static BucketRange ReadRange(Value value, Faults faults)
    {
        if (value is Value.Array source && OfArray(source) is { } range)
            return range;
        faults.Fatal($"not {Expected}");
        return default;
    }

    /// <summary>The namespace of an array; <c>null</c> and an error for another value.</summary>
    public static ExperimentNamespace? ReadNamespace(Value value, Faults faults)
    {
        var space = value is Value.Array source ? NamespaceOf(source) : null;
        if (space is null)
            faults.Error($"not {ExpectedNamespace}");
        return space;
    }

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
        var space = NamespaceOf(parts);
        if (space is null)
            members.Malformed("namespace", ExpectedNamespace);
        return space;
    }

    private static ExperimentNamespace? NamespaceOf(Value.Array parts) =>
        parts.Count >= 3 && parts[0] is Value.String id && parts[1] is Value.Number start && parts[2] is Value.Number end
            ? new ExperimentNamespace(id.Content, new BucketRange(start.Content, end.Content))
            : null;

    private static BucketRange? OfArray(Value.Array range) =>
        range.Count >= 2 && range[0] is Value.Number start && range[1] is Value.Number end
            ? new BucketRange(start.Content, end.Content)
            : null;
}
