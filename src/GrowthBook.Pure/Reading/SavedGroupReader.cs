using System.Text.Json;

namespace GrowthBook;

/// <summary>Reads the saved groups of a payload. A malformed group is reported and matches no user.</summary>
internal sealed class SavedGroupReader(SavedGroupNumbers groups, ConditionSymbols symbols, ValueReader values)
{
    /// <summary>Ids under which the server writes groups that it could not resolve.</summary>
    private static readonly string[] Unresolved = ["__sgUnknown__", "__sgCycle__", "__sgMaxDepth__", "__sgInvalid__"];

    private static readonly MemberNames Names = new("type", "attributeKey", "condition", "values", "metadata");

    private readonly Faults _faults = values.Faults;

    /// <summary>Reads the object of saved groups at the reader's position.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        groups.Clear();
        var faults = new MemberFaults(_faults);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var id = values.ReadName(ref reader);
            reader.Read();
            _faults.Position.Enter(id);
            faults.Begin(id, groups.Has(id));
            groups.Set(id, ReadGroup(ref reader));
            if (Unresolved.Contains(id))
                _faults.Warning("the server could not resolve this saved group; it matches no user");
            faults.End(id);
            _faults.Position.Leave();
        }
        faults.RemoveReplaced();
    }

    private SavedGroup ReadGroup(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
            return new SavedGroup.List(ValueSet.Read(values, ref reader), null, isBare: true);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            values.ReadValue(ref reader);
            return Malformed();
        }

        ValueSet? ids = null;
        var members = new ObjectMembers();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = values.ReadName(ref reader);
            reader.Read();
            _faults.Position.Enter(name);
            if (name == "values")
                ids = ReadIds(ref reader);
            else
                members.Set(name, values.ReadValue(ref reader));
            _faults.Position.Leave();
        }
        var group = new Value.Object(members);
        new Members(group, _faults).Expect(Names);
        return group["type"] switch
        {
            Value.String { Content: "list" } => List(ids, group),
            Value.String { Content: "condition" } => Conditional(group),
            _ => Malformed(),
        };
    }

    private ValueSet? ReadIds(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
            return ValueSet.Read(values, ref reader);
        reader.Skip();
        return null;
    }

    private SavedGroup.List List(ValueSet? ids, Value.Object group)
    {
        if (ids is null)
            _faults.ErrorAt("values", "not an array of ids; the group matches no user");
        var attribute = group["attributeKey"] as Value.String;
        if (attribute is null)
            _faults.ErrorAt("attributeKey", "not the name of an attribute; $savedGroup matches no user unless it names one");
        return new SavedGroup.List(ids, attribute is null ? null : new AttributePath(attribute.Content), isBare: false);
    }

    private SavedGroup Conditional(Value.Object group)
    {
        _faults.Position.Enter("condition");
        SavedGroup compiled = new SavedGroup.Malformed();
        if (group["condition"] is not Value.Object condition)
            _faults.Error("not a condition object; the group matches no user");
        else if (!_faults.IsTruncated())
            compiled = Compile(condition);
        _faults.Position.Leave();
        return compiled;
    }

    private SavedGroup.Conditional Compile(Value.Object condition)
    {
        groups.BeginReferences();
        var tests = new ConditionCompiler(symbols, _faults).Compile(condition);
        return new SavedGroup.Conditional(
            tests, Height(condition), ConditionCompiler.SizeOf(condition), groups.TakeReferences(), GroupResolution.Plain);
    }

    private SavedGroup.Malformed Malformed()
    {
        _faults.Error("not a saved group (an array of ids, or an object of type \"list\" or \"condition\"); it matches no user");
        return new SavedGroup.Malformed();
    }

    private static int Height(Value value) => value switch
    {
        Value.Object { Count: > 0 } members => 1 + members.Values.Max(Height),
        Value.Array { Count: > 0 } array => 1 + array.Max(Height),
        _ => 1,
    };
}
