using System.Text.Json;

namespace GrowthBook;

/// <summary>The saved groups of a payload by their ids.</summary>
internal sealed class SavedGroups(Dictionary<string, SavedGroup> groups)
{
    /// <summary>Ids under which the server writes groups that it could not resolve.</summary>
    private static readonly string[] Unresolved = ["__sgUnknown__", "__sgCycle__", "__sgMaxDepth__", "__sgInvalid__"];

    public static SavedGroups Empty { get; } = new([]);

    public SavedGroup? Find(string id) => groups.TryGetValue(id, out var group) ? group : null;

    /// <summary>
    /// The values that <c>$inGroup</c> and <c>$notInGroup</c> look in: none for an unknown id, and <c>null</c>
    /// for a group that is not a list, for which both operators are false.
    /// </summary>
    public ValueSet? Values(string id) => Find(id) switch
    {
        null => ValueSet.Empty,
        SavedGroup.List list => list.Values,
        _ => null,
    };

    /// <summary>Reads the object of saved groups that the reader is at.</summary>
    public static SavedGroups Read(ValueReader values, ref Utf8JsonReader reader)
    {
        var groups = new Dictionary<string, SavedGroup>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var id = values.ReadName(ref reader);
            reader.Read();
            values.Errors.Enter(id);
            groups[id] = ReadGroup(values, ref reader);
            if (Unresolved.Contains(id))
                values.Errors.Warning("the server could not resolve this saved group; it matches nobody");
            values.Errors.Leave();
        }
        return new SavedGroups(groups);
    }

    private static SavedGroup ReadGroup(ValueReader values, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
            return new SavedGroup.List(ValueSet.Read(values, ref reader), null, isBare: true);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            values.ReadValue(ref reader);
            return Malformed(values.Errors);
        }

        ValueSet? ids = null;
        var members = new ObjectMembers();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = values.ReadName(ref reader);
            reader.Read();
            values.Errors.Enter(name);
            if (name == "values")
                ids = reader.TokenType == JsonTokenType.StartArray ? ValueSet.Read(values, ref reader) : Skip(ref reader);
            else
                members.Set(name, values.ReadValue(ref reader));
            values.Errors.Leave();
        }
        var group = new Value.Object(members);
        return group["type"] switch
        {
            Value.String { Content: "list" } => List(ids, group, values.Errors),
            Value.String { Content: "condition" } => Conditional(group, values.Errors),
            _ => Malformed(values.Errors),
        };
    }

    private static ValueSet? Skip(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return null;
    }

    private static SavedGroup.List List(ValueSet? ids, Value.Object group, PayloadErrors errors)
    {
        if (ids is null)
            errors.ErrorAt("values", "not an array of ids; the group matches nobody");
        var attribute = group["attributeKey"] as Value.String;
        if (attribute is null)
            errors.ErrorAt("attributeKey", "not the name of an attribute; $savedGroup matches nobody unless it names one");
        return new SavedGroup.List(ids, attribute is null ? null : new AttributePath(attribute.Content), isBare: false);
    }

    private static SavedGroup Conditional(Value.Object group, PayloadErrors errors)
    {
        errors.Enter("condition");
        SavedGroup compiled = new SavedGroup.Malformed();
        if (group["condition"] is not Value.Object condition)
            errors.Error("not a condition object; the group matches nobody");
        else if (!errors.IsTruncated())
            compiled = new SavedGroup.Conditional(ConditionCompiler.Compile(condition, errors), Height(condition));
        errors.Leave();
        return compiled;
    }

    private static SavedGroup.Malformed Malformed(PayloadErrors errors)
    {
        errors.Error("not a saved group (an array of ids, or an object of type \"list\" or \"condition\"); it matches nobody");
        return new SavedGroup.Malformed();
    }

    private static int Height(Value value) => value switch
    {
        Value.Object { Count: > 0 } members => 1 + members.Values.Max(Height),
        Value.Array { Count: > 0 } array => 1 + array.Max(Height),
        _ => 1,
    };
}
