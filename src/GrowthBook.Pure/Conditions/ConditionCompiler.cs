using GrowthBook.RegularExpressions;

namespace GrowthBook;

/// <summary>
/// Compiles targeting conditions from JSON. A malformed part never matches and is reported with its position, so that a
/// fault never widens the audience.
/// </summary>
internal readonly struct ConditionCompiler(ConditionSymbols symbols, Faults faults)
{
    /// <summary>The name in traces of a test that has no operator, as <c>{"country":"FR"}</c>.</summary>
    private const string BareOperand = "is";

    private static readonly MemberNames SavedGroupNames = new("id", "attributeKey");

    /// <param name="source">The condition.</param>
    /// <param name="name">The operator under which a trace shows several members; <c>null</c> to show each as a step.</param>
    public ConditionNode Compile(Value.Object source, GroupOperator? name = null)
    {
        var parts = new ConditionNode[source.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            faults.Position.Enter(source.Names[i]);
            parts[i] = CompileMember(source.Names[i], source.Items[i], parts.Length == 1 ? name : null);
            faults.Position.Leave();
        }
        return Join(parts, name);
    }

    /// <summary>The number of members of a condition, with those within.</summary>
    public static int SizeOf(Value value)
    {
        var size = 0;
        if (value is Value.Object members)
        {
            foreach (var member in members)
                size += 1 + (member.Key.Length > ConditionScope.ShortText ? member.Key.Length / EcmaRegexMachine.CharactersPerStep : 0) + SizeOf(member.Value);
        }
        else if (value is Value.Array array)
        {
            foreach (var item in array.Items)
                size += SizeOf(item);
        }
        return size;
    }

    /// <summary>Whether an object has members, and all their names start with <c>$</c>: it tests one value.</summary>
    public static bool IsOperators(Value.Object candidate)
    {
        foreach (var name in candidate.Names)
        {
            if (name.Length == 0 || name[0] != '$')
                return false;
        }
        return candidate.Count > 0;
    }

    /// <summary>Compiles the test of one value: a bare operand compares, an object of operators tests.</summary>
    public ValueTest CompileTest(Value operand, bool ignoreCase)
    {
        switch (operand)
        {
            case Value.String text:
                return ignoreCase ? new ValueTest.TextIsIgnoringCase(text) : new ValueTest.TextIs(text.Content);
            case Value.Number number:
                return new ValueTest.NumberIs(number.Content);
            case Value.Boolean boolean:
                return new ValueTest.TruthIs(boolean.Content);
            case Value.Null:
                return new ValueTest.IsNull();
            case Value.Object operators when IsOperators(operators):
                var tests = new ValueTest[operators.Count];
                for (var i = 0; i < tests.Length; i++)
                    tests[i] = CompileOperator(operators.Names[i], operators.Items[i]);
                return new ValueTest.All(operators, tests);
            default:
                if (operand is Value.Object compared)
                    MissingDollars.OfOperand(compared, faults);
                return new ValueTest.JsonIs(operand);
        }
    }

    private ConditionNode CompileMember(string name, Value operand, GroupOperator? shown) => name switch
    {
        "$or" => CompileList(operand) is { } parts ? new ConditionNode.Any(parts, GroupOperator.Or) : NeverIn(GroupOperator.Or),
        "$nor" => CompileNor(operand) is { } parts ? new ConditionNode.Not(new ConditionNode.Any(parts), GroupOperator.Nor) : NeverIn(GroupOperator.Nor),
        "$and" => CompileList(operand) is { } parts ? new ConditionNode.All(parts, GroupOperator.And) : NeverIn(GroupOperator.And),
        "$not" => operand is Value.Object condition
            ? new ConditionNode.Not(Compile(condition), GroupOperator.Not)
            : new ConditionNode.All([Malformed("not a condition object")], GroupOperator.Not),
        "$savedGroup" => CompileSavedGroup(operand),
        _ => CompileAttribute(name, operand, shown),
    };

    /// <summary>Several operators on one attribute become several parts, so that a trace can name the one that failed.</summary>
    private ConditionNode CompileAttribute(string path, Value operand, GroupOperator? shown)
    {
        if (path.Length > 0 && path[0] == '$')
            faults.Warning(faults.IsFull ? "" : OperatorNames.WarningOfAttribute(path));
        if (operand is not Value.Object operators || !IsOperators(operators))
            return At(path, BareOperand, MissingDollars.OfGroup(path, operand, faults) ? new ValueTest.JsonIs(operand) : CompileTest(operand, false));
        var parts = new ConditionNode[operators.Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = At(path, operators.Names[i], CompileOperator(operators.Names[i], operators.Items[i]));
        return Join(parts, shown);
    }

    private static ConditionNode At(string path, string name, ValueTest test) => path.Contains('.')
        ? new ConditionNode.Within(new AttributePath(path), name, test)
        : new ConditionNode.At(path, name, test);

    /// <summary>The conditions of an array; <c>null</c> where the operand is not an array.</summary>
    private ConditionNode[]? CompileList(Value operand)
    {
        if (operand is not Value.Array conditions)
        {
            Malformed("not an array of conditions");
            return null;
        }
        var parts = new ConditionNode[conditions.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            faults.Position.Enter(i);
            parts[i] = conditions[i] is Value.Object condition
                ? Compile(condition, GroupOperator.And)
                : Malformed("not a condition object");
            faults.Position.Leave();
        }
        return parts;
    }

    /// <summary>
    /// A malformed part matches no user, so every user would meet the <c>$nor</c>. Here it makes the whole condition match no
    /// user: <c>null</c>.
    /// </summary>
    private ConditionNode[]? CompileNor(Value operand)
    {
        var parts = CompileList(operand);
        return operand is Value.Array conditions && conditions.All(condition => condition is Value.Object) ? parts : null;
    }

    /// <summary>An operator whose operand is malformed, as the trace shows it.</summary>
    private static ConditionNode.All NeverIn(GroupOperator name) => new([ConditionNode.Never], name);

    private ConditionNode CompileSavedGroup(Value operand)
    {
        if (operand is not Value.Object reference || reference.Find("id") is not Value.String id)
            return Malformed("not a reference to a saved group, such as {\"id\":\"grp_1\"}");
        new Members(reference, faults).Expect(SavedGroupNames);
        var attribute = reference.Find("attributeKey");
        return attribute is null or Value.String
            ? new ConditionNode.InSavedGroup(symbols.Group(id.Content), attribute is Value.String key ? new AttributePath(key.Content) : null)
            : Malformed("attributeKey is not the name of an attribute");
    }

    private ValueTest CompileOperator(string name, Value operand)
    {
        faults.Position.Enter(name);
        if (OperandDoubts.Of(name, operand) is { } doubt)
            faults.Warning(doubt);
        var test = CompileNesting(name, operand) ?? CompileFlat(name, operand);
        faults.Position.Leave();
        return test;
    }

    /// <summary>
    /// The operators whose operand holds tests again; <c>null</c> for the others. A separate function, because every level of a
    /// condition has this function's frame on the stack, and one that knows all the operators has a large frame.
    /// </summary>
    private ValueTest? CompileNesting(string name, Value operand) => name switch
    {
        "$not" => new ValueTest.Not(CompileTest(operand, false)),
        "$size" => new ValueTest.Size(CompileTest(operand, false)),
        "$all" => Elements(operand, false),
        "$alli" => Elements(operand, true),
        "$elemMatch" => ElementMatch(operand),
        _ => null,
    };

    private ValueTest CompileFlat(string name, Value operand)
    {
        return name switch
        {
            "$eq" => new ValueTest.StrictlyEquals(operand),
            "$ne" => new ValueTest.Not(new ValueTest.StrictlyEquals(operand)),
            "$lt" => new ValueTest.Compares(Order.Less, operand),
            "$lte" => new ValueTest.Compares(Order.LessOrEqual, operand),
            "$gt" => new ValueTest.Compares(Order.Greater, operand),
            "$gte" => new ValueTest.Compares(Order.GreaterOrEqual, operand),
            "$veq" => new ValueTest.ComparesVersion(Order.Equal, operand),
            "$vne" => new ValueTest.ComparesVersion(Order.NotEqual, operand),
            "$vlt" => new ValueTest.ComparesVersion(Order.Less, operand),
            "$vlte" => new ValueTest.ComparesVersion(Order.LessOrEqual, operand),
            "$vgt" => new ValueTest.ComparesVersion(Order.Greater, operand),
            "$vgte" => new ValueTest.ComparesVersion(Order.GreaterOrEqual, operand),
            "$exists" => new ValueTest.Exists(operand),
            "$in" or "$ini" or "$nin" or "$nini" => CompileMembership(name, operand),
            "$inGroup" or "$notInGroup" or "$type" or "$regex" or "$regexi" => CompileText(name, operand),
            _ => Malformed(operand, "unknown operator; it"),
        };
    }

    private ValueTest CompileMembership(string name, Value operand)
    {
        if (operand is not Value.Array array)
            return Malformed(operand, "the operand is not an array; the operator");
        return name switch
        {
            "$in" => ValueSet.Of(array),
            "$ini" => new ValueTest.InIgnoringCase(array),
            "$nin" => new ValueTest.Not(ValueSet.Of(array)),
            _ => new ValueTest.Not(new ValueTest.InIgnoringCase(array)),
        };
    }

    private ValueTest CompileText(string name, Value operand)
    {
        if (operand is not Value.String { Content: var text })
            return Malformed(operand, "the operand is not a string; the operator");
        return name switch
        {
            "$inGroup" => new ValueTest.InGroup(symbols.Group(text), true),
            "$notInGroup" => new ValueTest.InGroup(symbols.Group(text), false),
            "$type" => new ValueTest.TypeIs(text),
            "$regex" => Regex(text, false),
            _ => Regex(text, true),
        };
    }

    private ValueTest Elements(Value operand, bool ignoreCase)
    {
        if (operand is not Value.Array array)
            return Malformed(operand, "the operand is not an array; the operator");
        var tests = new ValueTest[array.Count];
        for (var i = 0; i < tests.Length; i++)
        {
            faults.Position.Enter(i);
            tests[i] = CompileTest(array[i], ignoreCase);
            faults.Position.Leave();
        }
        var (bare, others) = BareOperands.Separate(tests, ignoreCase);
        return new ValueTest.AllElements(array, bare, others);
    }

    private ValueTest Regex(string pattern, bool ignoreCase)
    {
        if (symbols.Regex(pattern, ignoreCase, out var error) is not { } regex)
            return Malformed(pattern, $"not a regular expression: {error}; the operator");
        if ((RegexLiterals.DoubtOf(pattern, ignoreCase ? "" : ", and $regexi to ignore case") ?? LetterEscapes.DoubtOf(pattern)) is { } doubt)
            faults.Warning(doubt);
        return new ValueTest.MatchesRegex(regex);
    }

    private ValueTest ElementMatch(Value operand)
    {
        if (operand is Value.Object expected)
        {
            if (IsOperators(expected))
                return new ValueTest.AnyElementPasses(CompileTest(expected, false));
            MissingDollars.OfElements(expected, faults);
            return new ValueTest.AnyElementMeets(expected, Compile(expected));
        }
        return Malformed(operand, "the operand is not a condition or an object of operators; the operator");
    }

    private ValueTest Malformed(Value operand, string what)
    {
        faults.Error($"{what} matches nothing");
        return new ValueTest.Nothing(operand);
    }

    private ConditionNode Malformed(string what)
    {
        faults.Error($"{what}; it matches no user");
        return ConditionNode.Never;
    }

    private static ConditionNode Join(ConditionNode[] parts, GroupOperator? name) => parts.Length switch
    {
        0 => ConditionNode.Always,
        1 => parts[0],
        _ => new ConditionNode.All(parts, name),
    };
}
