using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// The stored assignments of one identifier: which variation it was given in which experiment and bucket version.
/// </summary>
/// <param name="AttributeName">The name of the identifying attribute, such as <c>id</c>.</param>
/// <param name="AttributeValue">Its value; a value that is not a string is written as JSON text (<c>123</c>, <c>true</c>).</param>
/// <param name="Assignments">Variation keys by <c>{experiment key}__{bucket version}</c>.</param>
[JsonConverter(typeof(StickyJsonConverter))]
public sealed partial record StickyAssignmentDocument(
    string AttributeName, string AttributeValue, ImmutableSortedDictionary<string, string> Assignments)
{
    /// <summary>The document's key in a store: <c>id||123</c>.</summary>
    public string Key => AttributeName + "||" + AttributeValue;

    /// <summary>Returns the key of the document of an identifier.</summary>
    /// <param name="attributeName">The name of the identifying attribute.</param>
    /// <param name="attributeValue">Its value as text.</param>
    /// <returns>A key such as <c>id||123</c>.</returns>
    /// <exception cref="ArgumentNullException">A parameter is <c>null</c>.</exception>
    public static string KeyOf(string attributeName, string attributeValue) =>
        (attributeName ?? throw new ArgumentNullException(nameof(attributeName)))
        + "||" + (attributeValue ?? throw new ArgumentNullException(nameof(attributeValue)));

    /// <summary>This document with the assignments of another for the same identifier, which win where both have one.</summary>
    /// <param name="other">The newer document.</param>
    /// <returns>The merged document.</returns>
    public StickyAssignmentDocument Merge(StickyAssignmentDocument other)
    {
        _ = other ?? throw new ArgumentNullException(nameof(other));
        return this with { Assignments = Assignments.SetItems(other.Assignments) };
    }

    /// <summary>Whether the identifier and all assignments are equal.</summary>
    /// <param name="other">Another document.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(StickyAssignmentDocument? other) =>
        other is not null && AttributeName == other.AttributeName && AttributeValue == other.AttributeValue
        && Assignments.SequenceEqual(other.Assignments);

    /// <inheritdoc/>
    public override int GetHashCode() => KeyedTexts.Comparer.GetHashCode(Key);
}
