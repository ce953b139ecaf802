using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace GrowthBook.Pure.Properties;

/// <summary>
/// Conditions read from their JSON at every evaluation, operator by operator. Where the reference throws on a
/// malformed operand, no user matches.
/// </summary>
public sealed class NaiveCondition
{
    private readonly Js.Object _groups;

    public NaiveCondition(string savedGroups) => _groups = (Js.Object)Js.Parse(savedGroups)!;

    public bool Matches(string attributes, string condition) =>
        Meets(Js.Parse(attributes), Js.Parse(condition), ImmutableHashSet<string>.Empty);

    private bool Meets(object? subject, object? condition, ImmutableHashSet<string> resolving) =>
        condition is Js.Object members && members.Keys.All(key => MeetsMember(subject, key, members.Members[key], resolving));

    private bool MeetsMember(object? subject, string key, object? operand, ImmutableHashSet<string> resolving) => key switch
    {
        "$or" => operand is List<object?> any && (any.Count == 0 || any.Any(condition => Meets(subject, condition, resolving))),
        "$nor" => operand is List<object?> { Count: > 0 } none && none.All(condition => condition is Js.Object) && !none.Any(condition => Meets(subject, condition, resolving)),
        "$and" => operand is List<object?> all && all.All(condition => Meets(subject, condition, resolving)),
        "$not" => operand is Js.Object && !Meets(subject, operand, resolving),
        "$savedGroup" => InGroup(subject, operand, resolving),
        _ => Passes(operand, At(subject, key), false, resolving),
    };

    private bool InGroup(object? subject, object? reference, ImmutableHashSet<string> resolving)
    {
        if (reference is not Js.Object names || Member(names, "id") is not string id || resolving.Contains(id))
            return false;
        if (names.Members.ContainsKey("attributeKey") && Member(names, "attributeKey") is not string)
            return false;
        if (Member(_groups, id) is not Js.Object group)
            return false;
        return Member(group, "type") switch
        {
            "list" => (Member(names, "attributeKey") ?? Member(group, "attributeKey")) is string path
                && Member(group, "values") is List<object?> values && In(At(subject, path), values),
            "condition" => Member(group, "condition") is Js.Object condition && Meets(subject, condition, resolving.Add(id)),
            _ => false,
        };
    }

    private bool Passes(object? operand, object? actual, bool ignoreCase, ImmutableHashSet<string> resolving) => operand switch
    {
        string text => ignoreCase ? Js.ToLower(Js.Text(actual)) == Js.ToLower(text) : Js.Text(actual) == text,
        double number => Js.Number(actual) == number,
        bool flag => actual is not null && Js.IsTruthy(actual) == flag,
        null => actual is null,
        Js.Object operators when IsOperators(operators) =>
            operators.Keys.All(name => Holds(name, actual, operators.Members[name], resolving)),
        _ => Js.Stringify(actual) == Js.Stringify(operand),
    };

    private bool Holds(string name, object? actual, object? operand, ImmutableHashSet<string> resolving)
    {
        switch (name)
        {
            case "$eq":
                return Js.StrictlyEqual(actual, operand);
            case "$ne":
                return !Js.StrictlyEqual(actual, operand);
            case "$lt":
                return Js.Less(actual, operand, false);
            case "$lte":
                return Js.Less(actual, operand, true);
            case "$gt":
                return Js.Less(operand, actual, false);
            case "$gte":
                return Js.Less(operand, actual, true);
            case "$veq":
                return Version(actual) == Version(operand);
            case "$vne":
                return Version(actual) != Version(operand);
            case "$vlt":
                return string.CompareOrdinal(Version(actual), Version(operand)) < 0;
            case "$vlte":
                return string.CompareOrdinal(Version(actual), Version(operand)) <= 0;
            case "$vgt":
                return string.CompareOrdinal(Version(actual), Version(operand)) > 0;
            case "$vgte":
                return string.CompareOrdinal(Version(actual), Version(operand)) >= 0;
            case "$exists":
                return Js.IsTruthy(operand) == actual is not null;
            case "$type":
                return operand is string type && type == TypeOf(actual);
            case "$in":
                return operand is List<object?> some && In(actual, some);
            case "$nin":
                return operand is List<object?> none && !In(actual, none);
            case "$ini":
                return operand is List<object?> someFolded && In(Fold(actual), Fold(someFolded));
            case "$nini":
                return operand is List<object?> noneFolded && !In(Fold(actual), Fold(noneFolded));
            case "$inGroup":
                return operand is string group && GroupValues(group) is { } values && In(actual, values);
            case "$notInGroup":
                return operand is string otherGroup && GroupValues(otherGroup) is { } otherValues && !In(actual, otherValues);
            case "$not":
                return !Passes(operand, actual, false, resolving);
            case "$size":
                return actual is List<object?> sized && Passes(operand, (double)sized.Count, false, resolving);
            case "$all":
                return All(actual, operand, false, resolving);
            case "$alli":
                return All(actual, operand, true, resolving);
            case "$elemMatch":
                return actual is List<object?> elements && operand is Js.Object condition && elements.Any(element => element is not null
                    && (IsOperators(condition) ? Passes(condition, element, false, resolving) : Meets(element, condition, resolving)));
            case "$regex":
                return operand is string pattern && Search(pattern, Js.Text(actual));
            case "$regexi":
                return operand is string folded && Search(AsciiLower(folded), AsciiLower(Js.Text(actual)));
            default:
                return false;
        }
    }

    private bool All(object? actual, object? operand, bool ignoreCase, ImmutableHashSet<string> resolving) =>
        actual is List<object?> elements && operand is List<object?> tests
        && tests.All(test => elements.Any(element => Passes(test, element, ignoreCase, resolving)));

    /// <summary>The ids of a group: none of an unknown one, and no list where the group is not one.</summary>
    private List<object?>? GroupValues(string id) =>
        !_groups.Members.TryGetValue(id, out var entry) ? []
        : entry is List<object?> bare ? bare
        : entry is Js.Object group && Member(group, "type") is "list" ? Member(group, "values") as List<object?>
        : null;

    private static bool In(object? actual, List<object?> values) => actual is List<object?> elements
        ? elements.Any(element => values.Any(value => Js.StrictlyEqual(element, value)))
        : values.Any(value => Js.StrictlyEqual(actual, value));

    private static object? Fold(object? value) => value switch
    {
        string text => Js.ToLower(text),
        List<object?> list => Fold(list),
        _ => value,
    };

    private static List<object?> Fold(List<object?> list) => [.. list.Select(item => item is string text ? Js.ToLower(text) : item)];

    private static object? At(object? subject, string path)
    {
        foreach (var step in path.Split('.'))
        {
            subject = subject switch
            {
                Js.Object members => Member(members, step),
                List<object?> list when step == "length" => (double)list.Count,
                List<object?> list => Enumerable.Range(0, list.Count).Where(i => Js.Text((double)i) == step).Select(i => list[i]).FirstOrDefault(),
                _ => null,
            };
        }
        return subject;
    }

    private static object? Member(Js.Object members, string name) => members.Members.GetValueOrDefault(name);

    private static bool IsOperators(Js.Object candidate) =>
        candidate.Members.Count > 0 && candidate.Keys.All(name => name.StartsWith('$'));

    private static string TypeOf(object? value) => value switch
    {
        null => "null",
        bool => "boolean",
        double => "number",
        string => "string",
        List<object?> => "array",
        _ => "object",
    };

    public static string Version(object? input)
    {
        var text = input is double or string && Js.Text(input) != "" ? Js.Text(input) : "0";
        var parts = Regex.Replace(text, @"\Av|\+[^\n\r\u2028\u2029]*\z", "").Split('-', '.').ToList();
        if (parts.Count == 3)
            parts.Add("~");
        return string.Join('-', parts.Select(part => Regex.IsMatch(part, @"\A[0-9]+\z") ? part.PadLeft(5) : part));
    }

    /// <summary>For patterns that mean the same in ECMAScript and .NET; an invalid pattern matches nothing.</summary>
    private static bool Search(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern.Replace("$", @"\z", StringComparison.Ordinal));
        }
        catch (RegexParseException)
        {
            return false;
        }
    }

    private static string AsciiLower(string text) => string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c + 32) : c));
}
