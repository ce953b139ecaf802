namespace GrowthBook.Analysis;

/// <summary>The places at which a payload names attributes of users: tests of conditions, and what buckets users. Prerequisites test a value, which is none.</summary>
internal static class AttributeUses
{
    private static readonly string[] Hashed = ["hashAttribute", "fallbackAttribute"];

    /// <summary>The paths of attributes, such as <c>device.os</c>, each with its node.</summary>
    public static IEnumerable<(SourceNode Node, string Path)> Of(PayloadSource source) =>
        source.UserConditions.SelectMany(OfCondition)
            .Concat(source.Features.SelectMany(feature => feature.Rules).Select(rule => rule.Node)
                .Concat(source.PageExperiments.Select(page => page.Node))
                .SelectMany(OfBuckets))
            .Concat(source.Groups.SelectMany(group => Named(group.Node, "attributeKey")));

    private static IEnumerable<(SourceNode Node, string Path)> OfCondition(ConditionSource condition) =>
        condition.Tests.Select(test => (TestedAt(test), test.Attribute))
            .Concat(condition.SavedGroups.Where(group => group.Attribute is not null).Select(group => (group.Node["attributeKey"]!, group.Attribute!)));

    /// <summary>The member of the attribute: that of an operator is within it.</summary>
    private static SourceNode TestedAt(ConditionSource.Test test) => test.Operator is null ? test.Node : test.Node.Parent!;

    private static IEnumerable<(SourceNode Node, string Path)> OfBuckets(SourceNode part) =>
        Hashed.SelectMany(member => Named(part, member))
            .Concat((part["filters"]?.Elements ?? []).SelectMany(filter => Named(filter, "attribute")));

    private static IEnumerable<(SourceNode Node, string Path)> Named(SourceNode part, string member) =>
        part[member] is { Value: Value.String { Content: var path } } node ? [(node, path)] : [];
}
