namespace GrowthBook.Analysis;

/// <summary>The values of one attribute that its tests can tell apart, as far as they list values and bound numbers.</summary>
internal static class TestedValues
{
    /// <summary>Maximum number of bounds and listed numbers that are tried, and of elements of a list.</summary>
    private const int MaxNumbers = 64, MaxElements = 16;

    /// <summary>The values that a test tells from all others; <c>null</c> for a test that is no comparison with some values.</summary>
    /// <param name="operand">The operand of the test.</param>
    public static IEnumerable<Value>? Listed(Value operand) => OperatorsOf(operand) is not { } operators ? [operand]
        : operators.Keys.All(name => name is "$eq" or "$ne" or "$in" or "$nin" or "$exists") ? operators.SelectMany(test => Listed(test.Key, test.Value))
        : null;

    /// <summary>
    /// Whether scalar values of each class that the tests tell apart are among some values and those of <see cref="Further"/>. Expressions, versions, bounds of texts, types
    /// and tests of lists have more classes.
    /// </summary>
    /// <param name="operands">The operands of the tests.</param>
    /// <param name="candidates">The values.</param>
    /// <param name="present">The present value.</param>
    public static bool AreAll(IReadOnlyCollection<Value> operands, IReadOnlyCollection<Value> candidates, Value present) =>
        (present is not Value.Array || operands.Count < 2)
        && operands.All(operand => IsSimple(operand, value => candidates.Contains(value) || value.Equals(present)))
        && NumbersOf(operands, candidates).Length <= MaxNumbers;

    /// <summary>
    /// More values to try: a number between each two neighbours and one on each side, an unlisted text, booleans, the other form of each number, and lists of each length and with
    /// all elements that tests require.
    /// </summary>
    /// <param name="operands">The operands of the tests.</param>
    /// <param name="candidates">The values that are tried before.</param>
    public static IEnumerable<Value> Further(IReadOnlyCollection<Value> operands, IReadOnlyCollection<Value> candidates)
    {
        var numbers = NumbersOf(operands, candidates);
        if (numbers.Length is > 0 and <= MaxNumbers)
        {
            foreach (var number in numbers.Concat(Between(numbers)).Append(Below(numbers[0])).Append(-Below(-numbers[^1])).Where(double.IsFinite))
                yield return number;
        }
        foreach (var value in candidates.Concat(operands))
        {
            if (value is Value.Number number)
                yield return number.ToJson();
        }
        yield return candidates.OfType<Value.String>().MaxBy(text => text.Content.Length) is { } longest ? longest.Content + "-other" : "other";
        yield return true;
        yield return false;
        yield return "";
        var tests = operands.Select(OperatorsOf).OfType<Value.Object>().SelectMany(operators => operators).ToArray();
        foreach (var length in tests.Where(test => test.Key == "$size").SelectMany(test => NumbersIn(test.Value)).SelectMany(size => new[] { size - 1, size, size + 1 }).Distinct())
        {
            if (length is >= 0 and <= MaxElements && double.IsInteger(length))
                yield return new Value.Array(Enumerable.Repeat((Value)"x", (int)length));
        }
        Value[] required = [.. tests.Where(test => test.Key is "$all" or "$alli").SelectMany(test => test.Value is Value.Array items ? items : []).Distinct().Take(MaxNumbers)];
        if (required.Length > 0)
            yield return new Value.Array(required);
    }

    /// <summary>A number between each two neighbours: conditions can bound numbers from both sides.</summary>
    /// <param name="numbers">The numbers, in ascending order.</param>
    public static IEnumerable<double> Between(double[] numbers) => numbers.Zip(numbers.Skip(1), (low, high) => (low / 2) + (high / 2));

    private static IEnumerable<Value> Listed(string name, Value operand) => name == "$exists" ? [] : operand is Value.Array values ? values : [operand];

    private static bool IsSimple(Value operand, Predicate<Value> isTried) => OperatorsOf(operand) is not { } operators ? isTried(operand)
        : operators.All(test => test.Key switch
        {
            "$eq" or "$ne" or "$in" or "$nin" or "$exists" => Listed(test.Key, test.Value).All(value => isTried(value)),
            "$gt" or "$gte" or "$lt" or "$lte" => test.Value is Value.Number,
            "$not" => IsSimple(test.Value, isTried),
            _ => false,
        });

    private static Value.Object? OperatorsOf(Value operand) => operand is Value.Object operators && ConditionCompiler.IsOperators(operators) ? operators : null;

    /// <summary>The bounds and the candidates that are numbers, or texts of numbers, in ascending order: one more than are tried at most.</summary>
    private static double[] NumbersOf(IEnumerable<Value> operands, IEnumerable<Value> candidates) =>
        [.. candidates.Concat(operands.SelectMany(BoundsOf)).Select(NumberOf).OfType<double>().Distinct().Take(MaxNumbers + 1).Order()];

    private static IEnumerable<Value> BoundsOf(Value operand) => (OperatorsOf(operand) ?? Value.Object.Empty)
        .SelectMany(test => test.Key is "$gt" or "$gte" or "$lt" or "$lte" ? [test.Value] : test.Key == "$not" ? BoundsOf(test.Value) : []);

    private static IEnumerable<double> NumbersIn(Value operand) => operand is Value.Number { Content: var number } ? [number]
        : operand is Value.Object tests ? tests.SelectMany(test => NumbersIn(test.Value))
        : [];

    private static double? NumberOf(Value value) => value switch
    {
        Value.Number { Content: var number } => number,
        Value.String { Content: var text } when double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => null,
    };

    /// <summary>One less, or the next number if that is none of its own.</summary>
    private static double Below(double number) => number - 1 < number ? number - 1 : Math.BitDecrement(number);
}
