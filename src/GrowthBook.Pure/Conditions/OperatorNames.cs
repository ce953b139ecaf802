namespace GrowthBook;

/// <summary>The operators of conditions by their names, to recognise one that is misspelt or misplaced.</summary>
internal static class OperatorNames
{
    /// <summary>Those that combine conditions.</summary>
    private static readonly MemberNames OfConditions = new("$or", "$nor", "$and", "$not", "$savedGroup");

    /// <summary>Those that test the value of one attribute.</summary>
    private static readonly MemberNames OfValues = new(
        "$eq", "$ne", "$in", "$ini", "$nin", "$nini", "$lt", "$lte", "$gt", "$gte", "$veq", "$vne", "$vlt", "$vlte", "$vgt", "$vgte",
        "$regex", "$regexi", "$exists", "$size", "$all", "$alli", "$elemMatch", "$type", "$inGroup", "$notInGroup");

    /// <summary>Whether a name is that of an operator that tests a value.</summary>
    public static bool TestsValues(string name) => OfValues.Has(name);

    /// <summary>The operator that combines conditions whose name is this one without <c>$</c>, in any case; <c>null</c> for another name.</summary>
    public static string? OfConditionsWithout(string name) => OfConditions.InAnyCase("$" + name);

    /// <summary>The operator that tests a value whose name is this one without <c>$</c>, in any case; <c>null</c> for another name.</summary>
    public static string? OfValuesWithout(string name) => OfValues.InAnyCase("$" + name) ?? (EcmaCharacters.ToAsciiLower(name) == "not" ? "$not" : null);

    /// <summary>The warning of a name with <c>$</c> where a condition has an attribute: the reference takes it for the attribute's name.</summary>
    public static string WarningOfAttribute(string name)
    {
        if (OfValues.Has(name))
            return $"`{name}` tests one attribute, so here it is the name of an attribute, as in the reference; write {{\"country\": {{\"{name}\": …}}}}";
        var shown = PlainText.Of(name, PlainText.MaxName);
        var mend = OfConditions.Nearest(name) is { } condition ? $"; did you mean `{condition}`?"
            : OfValues.Nearest(name) is { } test ? $"; did you mean `{test}`, within an attribute?"
            : "";
        return $"unknown operator `{shown}`, so it is the name of an attribute, as in the reference{mend}";
    }
}
