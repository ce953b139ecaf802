namespace GrowthBook;

/// <summary>
/// Targeting conditions from JSON to their compiled form. What is malformed becomes a part that never matches,
/// and an error at its place: nothing is widened to more users than it was written for.
/// </summary>
internal static class ConditionCompiler
{
    /// <summary>The name in traces of a test that has no operator, as <c>{"country":"FR"}</c>.</summary>
    private const string BareOperand = "is";

    /// <param name="source">The condition.</param>
    /// <param name="errors">Receives the faults.</param>
    /// <param name="name">The operator under which a trace shows several members; <c>null</c> to show each as a step.</param>
    public static ConditionNode Compile(Value.Object source, PayloadErrors errors, GroupOperator? name = null)
    {
        var parts = new ConditionNode[source.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            errors.Enter(source.Names[i]);
            parts[i] = CompileMember(source.Names[i], source.Items[i], parts.Length == 1 ? name : null, errors);
            errors.Leave();
        }
        return Join(parts, name);
    }

    /// <summary>A test of one value, as it stands behind a path: bare operands compare, objects of operators test.</summary>
    public static ValueTest CompileTest(Value operand, bool ignoreCase, PayloadErrors errors)
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
                    tests[i] = CompileOperator(operators.Names[i], operators.Items[i], errors);
                return new ValueTest.All(operators, tests);
            default:
                return new ValueTest.JsonIs(operand);
        }
    }

    private static ConditionNode CompileMember(string name, Value operand, GroupOperator? shown, PayloadErrors errors) => name switch
    {
        "$or" => CompileList(operand, errors) is { } parts ? new ConditionNode.Any(parts, GroupOperator.Or) : NeverIn(GroupOperator.Or),
        "$nor" => CompileNor(operand, errors) is { } parts ? new ConditionNode.Not(new ConditionNode.Any(parts), GroupOperator.Nor) : NeverIn(GroupOperator.Nor),
        "$and" => CompileList(operand, errors) is { } parts ? new ConditionNode.All(parts, GroupOperator.And) : NeverIn(GroupOperator.And),
        "$not" => operand is Value.Object condition
            ? new ConditionNode.Not(Compile(condition, errors), GroupOperator.Not)
            : new ConditionNode.All([Malformed(errors, "not a condition object")], GroupOperator.Not),
        "$savedGroup" => CompileSavedGroup(operand, errors),
        _ => CompileAttribute(name, operand, shown, errors),
    };

    /// <summary>Several operators on one attribute become several parts, so that a trace can name the one that failed.</summary>
    private static ConditionNode CompileAttribute(string path, Value operand, GroupOperator? shown, PayloadErrors errors)
    {
        if (operand is not Value.Object operators || !IsOperators(operators))
            return At(path, BareOperand, CompileTest(operand, false, errors));
        var parts = new ConditionNode[operators.Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = At(path, operators.Names[i], CompileOperator(operators.Names[i], operators.Items[i], errors));
        return Join(parts, shown);
    }

    private static ConditionNode At(string path, string name, ValueTest test) => path.Contains('.')
        ? new ConditionNode.Within(new AttributePath(path), name, test)
        : new ConditionNode.At(path, name, test);

    /// <summary>The conditions of an array; <c>null</c> where there is none.</summary>
    private static ConditionNode[]? CompileList(Value operand, PayloadErrors errors)
    {
        if (operand is not Value.Array conditions)
        {
            Malformed(errors, "not an array of conditions");
            return null;
        }
        var parts = new ConditionNode[conditions.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            errors.Enter(i);
            parts[i] = conditions[i] is Value.Object condition
                ? Compile(condition, errors, GroupOperator.And)
                : Malformed(errors, "not a condition object");
            errors.Leave();
        }
        return parts;
    }

    /// <summary>
    /// A part that matches nobody would make everybody meet a <c>$nor</c>, so here it makes the whole match nobody, which
    /// <c>null</c> stands for.
    /// </summary>
    private static ConditionNode[]? CompileNor(Value operand, PayloadErrors errors)
    {
        var parts = CompileList(operand, errors);
        return operand is Value.Array conditions && conditions.All(condition => condition is Value.Object) ? parts : null;
    }

    /// <summary>An operator whose operand is malformed, as the trace shows it.</summary>
    private static ConditionNode.All NeverIn(GroupOperator name) => new([ConditionNode.Never], name);

    private static ConditionNode CompileSavedGroup(Value operand, PayloadErrors errors)
    {
        if (operand is not Value.Object reference || reference.Find("id") is not Value.String id)
            return Malformed(errors, "not a reference to a saved group, such as {\"id\":\"grp_1\"}");
        var attribute = reference.Find("attributeKey");
        return attribute is null or Value.String
            ? errors.Shared.Refer(new ConditionNode.InSavedGroup(id.Content, attribute is Value.String key ? new AttributePath(key.Content) : null))
            : Malformed(errors, "attributeKey is not the name of an attribute");
    }

    private static ValueTest CompileOperator(string name, Value operand, PayloadErrors errors)
    {
        errors.Enter(name);
        var test = CompileNesting(name, operand, errors) ?? CompileFlat(name, operand, errors);
        errors.Leave();
        return test;
    }

    /// <summary>
    /// The operators whose operand holds tests again; <c>null</c> for the others. By itself, because every level of a
    /// condition has this function's frame on the stack, and one that knows all the operators has a large frame.
    /// </summary>
    private static ValueTest? CompileNesting(string name, Value operand, PayloadErrors errors) => name switch
    {
        "$not" => new ValueTest.Not(CompileTest(operand, false, errors)),
        "$size" => new ValueTest.Size(CompileTest(operand, false, errors)),
        "$all" => Elements(operand, false, errors),
        "$alli" => Elements(operand, true, errors),
        "$elemMatch" => ElementMatch(operand, errors),
        _ => null,
    };

    private static ValueTest CompileFlat(string name, Value operand, PayloadErrors errors)
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
            "$in" => OfArray(operand, errors, ValueSet.Of),
            "$ini" => OfArray(operand, errors, static array => new ValueTest.InIgnoringCase(array)),
            "$nin" => OfArray(operand, errors, static array => new ValueTest.Not(ValueSet.Of(array))),
            "$nini" => OfArray(operand, errors, static array => new ValueTest.Not(new ValueTest.InIgnoringCase(array))),
            "$inGroup" => OfText(operand, errors, static (id, errors) => errors.Shared.Refer(new ValueTest.InGroup(id, true))),
            "$notInGroup" => OfText(operand, errors, static (id, errors) => errors.Shared.Refer(new ValueTest.InGroup(id, false))),
            "$type" => OfText(operand, errors, static (type, _) => new ValueTest.TypeIs(type)),
            "$regex" => OfText(operand, errors, static (pattern, errors) => Regex(pattern, false, errors)),
            "$regexi" => OfText(operand, errors, static (pattern, errors) => Regex(pattern, true, errors)),
            _ => Malformed(operand, errors, "unknown operator; it"),
        };
    }

    private static ValueTest OfArray(Value operand, PayloadErrors errors, Func<Value.Array, ValueTest> compile) =>
        operand is Value.Array array ? compile(array) : Malformed(operand, errors, "the operand is not an array; the operator");

    private static ValueTest OfText(Value operand, PayloadErrors errors, Func<string, PayloadErrors, ValueTest> compile) =>
        operand is Value.String text ? compile(text.Content, errors) : Malformed(operand, errors, "the operand is not a string; the operator");

    private static ValueTest Elements(Value operand, bool ignoreCase, PayloadErrors errors)
    {
        if (operand is not Value.Array array)
            return Malformed(operand, errors, "the operand is not an array; the operator");
        var tests = new ValueTest[array.Count];
        for (var i = 0; i < tests.Length; i++)
        {
            errors.Enter(i);
            tests[i] = CompileTest(array[i], ignoreCase, errors);
            errors.Leave();
        }
        return new ValueTest.AllElements(array, tests);
    }

    private static ValueTest Regex(string pattern, bool ignoreCase, PayloadErrors errors)
    {
        if (errors.Shared.Regex(pattern, ignoreCase, out var error) is { } regex)
            return new ValueTest.MatchesRegex(regex);
        return Malformed(pattern, errors, $"not a regular expression: {error}; the operator");
    }

    private static ValueTest ElementMatch(Value operand, PayloadErrors errors)
    {
        if (operand is Value.Object expected)
        {
            return IsOperators(expected)
                ? new ValueTest.AnyElementPasses(CompileTest(expected, false, errors))
                : new ValueTest.AnyElementMeets(expected, Compile(expected, errors));
        }
        return Malformed(operand, errors, "the operand is not a condition or an object of operators; the operator");
    }

    private static ValueTest Malformed(Value operand, PayloadErrors errors, string what)
    {
        errors.Error($"{what} matches nothing");
        return new ValueTest.Nothing(operand);
    }

    private static ConditionNode Malformed(PayloadErrors errors, string what)
    {
        errors.Error($"{what}; it matches nobody");
        return ConditionNode.Never;
    }

    private static ConditionNode Join(ConditionNode[] parts, GroupOperator? name) => parts.Length switch
    {
        0 => ConditionNode.Always,
        1 => parts[0],
        _ => new ConditionNode.All(parts, name),
    };

    /// <summary>Whether an object has members, and all their names start with <c>$</c>.</summary>
    private static bool IsOperators(Value.Object candidate)
    {
        foreach (var name in candidate.Names)
        {
            if (name.Length == 0 || name[0] != '$')
                return false;
        }
        return candidate.Count > 0;
    }
}
