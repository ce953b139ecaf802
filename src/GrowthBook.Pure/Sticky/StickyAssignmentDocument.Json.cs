using System.Collections.Immutable;

namespace GrowthBook;

public sealed partial record StickyAssignmentDocument
{
    private static readonly ImmutableArray<string> RequiredNames = ["attributeName", "attributeValue", "assignments"];

    private static readonly MemberNames Names = new(RequiredNames);

    /// <summary>
    /// Reads a document, in the form in which stores and other GrowthBook SDKs keep it. A value of the attribute that is
    /// written as a number or boolean counts as its JSON text.
    /// </summary>
    /// <param name="json">The JSON text of the document.</param>
    /// <returns>The document, <c>null</c> where it is malformed, and every fault found with its JSON path.</returns>
    public static Parsed<StickyAssignmentDocument?> Parse(string json) => ValueReader.Parse(json, ReadWhole);

    /// <summary>The document as stores and other GrowthBook SDKs keep it.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(new Dictionary<string, Value>
    {
        ["attributeName"] = AttributeName,
        ["attributeValue"] = AttributeValue,
        ["assignments"] = new Value.Object(Assignments.Select(static assignment => new KeyValuePair<string, Value>(assignment.Key, assignment.Value))),
    });

    /// <summary>The JSON text of the document.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();

    /// <summary>Reads a document that has all of its members: without them, any object would be one without assignments.</summary>
    internal static StickyAssignmentDocument? ReadWhole(Value value, Faults faults)
    {
        if (value is Value.Object source)
        {
            foreach (var name in RequiredNames)
            {
                if (source.Find(name) is null or Value.Null)
                {
                    faults.Error($"not a sticky bucket document: has no {name}");
                    return null;
                }
            }
        }
        return Read(value, faults);
    }

    /// <summary>Reads a document under its key in a context, which names the identifier. What the evaluation would ignore is a warning.</summary>
    internal static StickyAssignmentDocument? ReadUnder(string key, Value value, Faults faults)
    {
        if (Read(value, faults) is not { } document)
            return null;
        var members = new Members((Value.Object)value, faults);
        members.Expect(Names);
        if (members.Find("assignments") is null)
            faults.Warning("has no assignments");
        if (!IsKeyOf(key, document.AttributeName, document.AttributeValue))
            WarnOfKey(key, document, faults);
        return document;
    }

    /// <summary>Whether a key is that of the document of an identifier. Allocates nothing.</summary>
    internal static bool IsKeyOf(string key, string attribute, string value) =>
        key.Length == attribute.Length + 2 + value.Length
        && key.StartsWith(attribute, StringComparison.Ordinal)
        && key.EndsWith(value, StringComparison.Ordinal)
        && key[attribute.Length] == '|' && key[attribute.Length + 1] == '|';

    private static void WarnOfKey(string key, StickyAssignmentDocument document, Faults faults)
    {
        if (!key.Contains("||"))
            faults.Warning("not the key of an identifier, such as id||123; the document is not used");
        else if (document.AttributeName.Length > 0 && document.AttributeValue.Length > 0)
            faults.Warning($"the document is that of {PlainText.Of(document.Key, PlainText.MaxName)}; it is used for the identifier of its key");
    }

    private static StickyAssignmentDocument? Read(Value value, Faults faults)
    {
        if (value is not Value.Object source)
        {
            faults.Error("not a sticky bucket document; it is left out");
            return null;
        }
        var members = new Members(source, faults);
        var name = members.Text("attributeName") ?? "";
        var text = members.Find("attributeValue") is Value.Number { Content: > double.NegativeInfinity and < double.PositiveInfinity } or Value.Boolean
            ? source["attributeValue"].ToJson()
            : members.Text("attributeValue") ?? "";
        var assignments = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var stored = members.Object("assignments") ?? Value.Object.Empty;
        faults.Position.Enter("assignments");
        foreach (var assignment in stored)
        {
            if (assignment.Value is Value.String variation)
                assignments[assignment.Key] = variation.Content;
            else
                faults.ErrorAt(assignment.Key, "not the key of a variation; the assignment is left out");
        }
        faults.Position.Leave();
        return members.IsMalformed ? null : new StickyAssignmentDocument(name, text, assignments.ToImmutable());
    }
}
