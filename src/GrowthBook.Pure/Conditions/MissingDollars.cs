namespace GrowthBook;

/// <summary>Recognises operators without their <c>$</c>, and operators within data. The reference takes them for data or names, and reports nothing.</summary>
internal static class MissingDollars
{
    private const string Path = "; test one member by its path, such as \"device.os\"";

    /// <summary>Reports on an object that holds no operators for the reference, so that its JSON text is compared.</summary>
    public static void OfOperand(Value.Object operand, Faults faults)
    {
        if (PlainName(operand) is { } name)
            faults.WarningAt(name, $"`{PlainText.Of(name, PlainText.MaxName)}` has no `$`, so the value is compared with the JSON text of the whole object, as in the reference{MendOf(name)}");
        else
            OfMembers(operand, faults);
    }

    /// <summary>Reports on a member of a condition whose name combines conditions but for its <c>$</c>, and whose operand has that form.</summary>
    /// <returns>Whether its operand is one of conditions, which is compared as data.</returns>
    public static bool OfGroup(string name, Value operand, Faults faults)
    {
        if (operand is not (Value.Array or Value.Object or Value.String) || OperatorNames.OfConditionsWithout(name) is not { } group || !IsOperandOf(group, operand))
            return false;
        faults.Warning($"`{name}` has no `$`, so it is the name of an attribute, as in the reference; did you mean `{group}`{FormOf(operand)}?");
        return operand is not Value.String;
    }

    /// <summary>The operand that a text in place of a reference to a saved group means.</summary>
    private static string FormOf(Value operand) => operand is Value.String id ? $$""" with {"id":"{{PlainText.Of(id.Content, PlainText.MaxName)}}"}""" : "";

    /// <summary>Reports on a condition of <c>$elemMatch</c> that tests each element itself but for the <c>$</c>.</summary>
    public static void OfElements(Value.Object condition, Faults faults)
    {
        if (AreOperators(condition) && condition.Names[0] is var name && OperatorNames.OfValuesWithout(name) is { } test && !IsWord(test))
            faults.WarningAt(name, $"`{name}` has no `$`, so it is the name of a member of the elements, as in the reference; did you mean `{test}`?");
    }

    /// <summary>The first name without <c>$</c> of an object that has others with it, or only names that are operators but for it; <c>null</c> for data.</summary>
    private static string? PlainName(Value.Object operand)
    {
        string? plain = null;
        var hasOperator = false;
        foreach (var name in operand.Names)
        {
            if (name.Length > 0 && name[0] == '$')
                hasOperator = true;
            else
                plain ??= name;
        }
        return hasOperator || AreOperators(operand) ? plain : null;
    }

    /// <summary>Reports on the first operators within an object that is compared.</summary>
    private static bool OfMembers(Value.Object operand, Faults faults)
    {
        for (var i = 0; i < operand.Count; i++)
        {
            if (operand.Items[i] is not Value.Object inner)
                continue;
            faults.Position.Enter(operand.Names[i]);
            var isFound = ConditionCompiler.IsOperators(inner) && OperatorNames.TestsValues(inner.Names[0]);
            if (isFound)
                faults.WarningAt(inner.Names[0], $"no operator within an object, so the value is compared with the JSON text of the whole object, as in the reference{Path}");
            isFound = isFound || OfMembers(inner, faults);
            faults.Position.Leave();
            if (isFound)
                return true;
        }
        return false;
    }

    private static string MendOf(string name) => OperatorNames.OfValuesWithout(name) is { } test ? $"; did you mean `{test}`?" : Path;

    private static bool AreOperators(Value.Object candidate)
    {
        for (var i = 0; i < candidate.Count; i++)
        {
            if (OperatorNames.OfValuesWithout(candidate.Names[i]) is not { } name || !IsOperandOf(name, candidate.Items[i]))
                return false;
        }
        return candidate.Count > 0;
    }

    /// <summary>Whether an operand has the form that an operator expects. Data under the same name mostly has another.</summary>
    private static bool IsOperandOf(string name, Value operand) => name switch
    {
        "$or" or "$nor" or "$and" => operand is Value.Array { Count: > 0 } conditions && conditions.All(condition => condition is Value.Object),
        "$savedGroup" => operand is Value.String { Content.Length: > 0 } || (operand is Value.Object reference && reference.Find("id") is Value.String),
        "$not" or "$elemMatch" => operand is Value.Object { Count: > 0 },
        "$in" or "$ini" or "$nin" or "$nini" or "$all" or "$alli" => operand is Value.Array,
        "$regex" or "$regexi" or "$inGroup" or "$notInGroup" => operand is Value.String,
        "$type" => OperandDoubts.IsType(operand),
        "$exists" => operand is Value.Boolean,
        "$size" => operand is Value.Number,
        "$eq" or "$ne" => operand is Value.Number or Value.String or Value.Boolean,
        _ => operand is Value.Number or Value.String,
    };

    /// <summary>Whether the name of an operator is a word that elements have as a member, such as the size of an article.</summary>
    private static bool IsWord(string name) => name is "$size" or "$type" or "$exists" or "$all" or "$not";
}
