namespace GrowthBook.Analysis;

/// <summary>
/// The values of attributes that decide conditions: for each test one that passes it and one that does not, as far as that is simple.
/// Evaluation decides; a value is only worth a try.
/// </summary>
internal sealed class CandidateValues
{
    /// <summary>Maximum number of values per attribute, and of elements taken from one list.</summary>
    private const int MaxValues = 16;

    /// <summary>How deep elements of arrays may nest.</summary>
    private const int MaxDepth = 4;

    /// <summary>A text that no list has.</summary>
    private const string Other = "other";

    private readonly Value.Object _groups;
    private readonly SortedDictionary<string, List<Value>> _values = new(StringComparer.Ordinal);
    private readonly List<(string Path, Value Operand)> _tests = [];

    /// <summary>The groups that were added, each with its attribute; shared with the values of elements, so that no group is added within itself.</summary>
    private readonly HashSet<(string Group, string? Attribute)> _added;

    private readonly int _depth;

    private CandidateValues(Value.Object groups, HashSet<(string Group, string? Attribute)> added, int depth) => (_groups, _added, _depth) = (groups, added, depth);

    /// <summary>The values per path of an attribute, in ordinal order; the last of each is <c>null</c>, a missing attribute.</summary>
    /// <param name="groups">The saved groups of the payload.</param>
    /// <param name="conditions">The conditions.</param>
    public static SortedDictionary<string, List<Value>> Of(Value.Object groups, IEnumerable<Value> conditions) => Read(groups, conditions).Values;

    /// <summary>The values, with the tests by which conditions see an attribute: its path and the operand.</summary>
    /// <param name="groups">The saved groups of the payload.</param>
    /// <param name="conditions">The conditions.</param>
    public static (SortedDictionary<string, List<Value>> Values, List<(string Path, Value Operand)> Tests) Read(Value.Object groups, IEnumerable<Value> conditions)
    {
        var candidates = new CandidateValues(groups, [], 0);
        foreach (var condition in conditions)
            candidates.AddCondition(condition);
        foreach (var values in candidates._values.Values)
            values.Add(Value.Null.Instance);
        return (candidates._values, candidates._tests);
    }

    private void AddCondition(Value condition)
    {
        if (condition is Value.Array alternatives)
        {
            foreach (var alternative in alternatives)
                AddCondition(alternative);
        }
        if (condition is not Value.Object members)
            return;
        foreach (var (name, operand) in members)
        {
            if (name is "$and" or "$or" or "$nor" or "$not")
                AddCondition(operand);
            else if (name == "$savedGroup")
                AddGroup(operand["id"].AsString(), operand["attributeKey"].AsString());
            else
                AddTest(name, operand);
        }
    }

    private void AddTest(string path, Value operand)
    {
        _tests.Add((path, operand));
        if (operand is Value.Object { Count: > 0 } operators && operators.Keys.All(name => name.StartsWith('$')))
        {
            foreach (var (name, inner) in operators)
            {
                foreach (var value in ValuesOf(name, inner))
                    Add(path, value);
            }
            return;
        }
        Add(path, operand);
        if (operand is Value.String)
            Add(path, Other);
        if (operand is Value.Boolean { Content: var truth })
            Add(path, !truth);
    }

    private void AddGroup(string? id, string? attribute)
    {
        if (id is null || !_added.Add((id, attribute)))
            return;
        var group = _groups[id];
        if (group["type"].AsString() == "condition")
        {
            AddCondition(group["condition"]);
        }
        else if ((attribute ?? group["attributeKey"].AsString()) is { } path)
        {
            _tests.Add((path, new Value.Object { ["$inGroup"] = id }));
            foreach (var value in First(group["values"]))
                Add(path, value);
            Add(path, Other);
        }
    }

    private IEnumerable<Value> ValuesOf(string name, Value operand) => (name, operand) switch
    {
        ("$ne" or "$veq" or "$vne", _) => [Other, operand],
        ("$eq", _) => [operand, Other],
        ("$in" or "$ini", _) => [.. First(operand), Other],
        ("$nin" or "$nini", _) => [Other, .. First(operand)],
        ("$gt" or "$gte" or "$lt" or "$lte", Value.Number { Content: var number }) => [number, number + 1, number - 1],
        ("$vgt" or "$vgte" or "$vlt" or "$vlte", _) => [operand, "9999.0.0", "0.0.1"],
        ("$gt" or "$gte" or "$lt" or "$lte", _) => [operand, operand.AsString() + "~", ""],
        ("$exists", _) => ["x"],
        ("$regex" or "$regexi", Value.String { Content: var pattern }) => [LiteralOf(pattern), "u" + LiteralOf(pattern), Other],
        ("$inGroup" or "$notInGroup", Value.String { Content: var id }) => [.. First(_groups[id] is Value.Array ? _groups[id] : _groups[id]["values"]), Other],
        ("$all" or "$alli", Value.Array) => [operand, Value.Array.Empty],
        ("$size", Value.Number { Content: >= 0 and <= MaxValues and var size }) => [new Value.Array(Enumerable.Repeat((Value)"x", (int)size)), Value.Array.Empty],
        ("$elemMatch", Value.Object inner) => [.. ElementsOf(inner), Value.Array.Empty],
        ("$not", Value.Object inner) => [Other, .. inner.SelectMany(test => ValuesOf(test.Key, test.Value))],
        ("$type", Value.String { Content: "number" }) => [1, Other],
        ("$type", Value.String { Content: "boolean" }) => [true, Other],
        ("$type", Value.String { Content: "array" }) => [Value.Array.Empty, Other],
        ("$type", Value.String { Content: "object" }) => [Value.Object.Empty, Other],
        _ => [Other],
    };

    /// <summary>Arrays of one element that a test or a condition mentions.</summary>
    private IEnumerable<Value> ElementsOf(Value.Object inner)
    {
        if (inner.Keys.All(name => name.StartsWith('$')))
            return inner.SelectMany(test => ValuesOf(test.Key, test.Value)).Take(MaxValues).Select(value => (Value)new Value.Array([value]));
        if (_depth == MaxDepth)
            return [];
        var elements = new CandidateValues(_groups, _added, _depth + 1);
        elements.AddCondition(inner);
        return Enumerable.Range(0, elements._values.Values.Select(values => values.Count + 1).DefaultIfEmpty(0).Max())
            .Select(i => (Value)new Value.Array([new Value.Object(elements._values.Select(each =>
                new KeyValuePair<string, Value>(each.Key, i < each.Value.Count ? each.Value[i] : Value.Null.Instance)))]));
    }

    private static IEnumerable<Value> First(Value list) => list is Value.Array items ? items.Take(MaxValues) : [];

    /// <summary>A pattern without anchors and escapes, up to its first alternative: what a simple expression matches.</summary>
    private static string LiteralOf(string pattern)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < pattern.Length && pattern[i] != '|'; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
                text.Append(pattern[++i]);
            else if (!"^$()?*+".Contains(pattern[i], StringComparison.Ordinal))
                text.Append(pattern[i]);
        }
        return text.ToString();
    }

    private void Add(string path, Value value)
    {
        if (!_values.TryGetValue(path, out var values))
            _values.Add(path, values = []);
        if (values.Count < MaxValues && value is not Value.Null && !values.Contains(value))
            values.Add(value);
    }
}
