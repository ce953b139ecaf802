using System.Collections.Immutable;

namespace GrowthBook;

public sealed partial record StickyAssignmentDocument
{
    private static readonly ImmutableArray<string> RequiredNames = ["attributeName", "attributeValue", "assignments"];

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

    /// <summary>Reads a document under its key in a context, which names the identifier.</summary>
    internal static StickyAssignmentDocument? Read(Value value, Faults faults)
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
