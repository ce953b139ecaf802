using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>The values of one attribute that its tests can tell apart, as far as they list values and bound numbers.</summary>
internal static class TestedValues
{
    /// <summary>Maximum number of bounds and listed numbers that are tried, of elements of a list, and of lists that are in other lists of tests.</summary>
    private const int MaxNumbers = 64, MaxElements = 16, MaxLists = 64;

    /// <summary>
    /// Whether the values, and those of <see cref="Further"/> and <see cref="Lists"/>, are of each class that the tests tell apart. Expressions, versions, bounds of texts, types
    /// and tests of lists have more classes, and so has a bare text that can be the text of a list of several elements.
    /// </summary>
    /// <param name="operands">The operands of the tests.</param>
    /// <param name="candidates">The values.</param>
    public static bool AreAll(IReadOnlyCollection<Value> operands, IReadOnlyCollection<Value> candidates) =>
        operands.All(operand => IsSimple(operand, candidates.Contains))
        && !candidates.OfType<Value.String>().Any(text => text.Content.StartsWith(' '))
        && NumbersOf(operands, candidates).Length <= MaxNumbers
        && Unions(operands, candidates).AreAll;

    /// <summary>
    /// Whether an identifier for each combination of arms, one after the elements of each of <see cref="Unions"/>, and values without arms are of each class that the tests tell
    /// apart. A number has several texts, which are different identifiers.
    /// </summary>
    /// <param name="operands">The operands of the tests.</param>
    /// <param name="candidates">The values.</param>
    public static bool AreAllOfIdentifiers(IReadOnlyCollection<Value> operands, IReadOnlyCollection<Value> candidates) =>
        operands.All(operand => operand is not Value.Number && TestsOf(operand).All(test => test.Key is "$eq" or "$ne" or "$in" or "$nin" or "$exists"))
        && AreAll(operands, candidates);

    /// <summary>
    /// More values to try: a number between each two neighbours and one on each side, other texts of each number, an unlisted text, booleans, an object, and lists of each length
    /// and with all elements that tests require.
    /// </summary>
    /// <param name="operands">The operands of the tests.</param>
    /// <param name="candidates">The values that are tried before.</param>
    public static IEnumerable<Value> Further(IReadOnlyCollection<Value> operands, IReadOnlyCollection<Value> candidates)
    {
        var numbers = NumbersOf(operands, candidates);
        if (numbers.Length <= MaxNumbers)
        {
            Value[] all = [.. numbers.Concat(Between(numbers)).Append(Below(numbers[0])).Append(-Below(-numbers[^1])).Where(double.IsFinite).Select(number => (Value)number)];
            foreach (var value in all.Concat(all.Select(number => (Value)number.ToJson())).Concat(all.Select(number => (Value)(" " + number.ToJson()))))
                yield return value;
        }
        yield return Unlisted(candidates);
        yield return true;
        yield return false;
        yield return "";
        yield return Value.Object.Empty;
        var tests = operands.SelectMany(TestsOf).ToArray();
        foreach (var length in tests.Where(test => test.Key == "$size").SelectMany(test => NumbersIn(test.Value)).SelectMany(size => new[] { size - 1, size, size + 1 }).Distinct())
        {
            if (length is >= 0 and <= MaxElements && double.IsInteger(length))
                yield return new Value.Array(Enumerable.Repeat((Value)"x", (int)length));
        }
        Value[] required = [.. tests.Where(test => test.Key is "$all" or "$alli").SelectMany(test => test.Value is Value.Array items ? items : []).Distinct().Take(MaxNumbers)];
        if (required.Length > 0)
            yield return new Value.Array(required);
    }

    /// <summary>
    /// Lists to try. One of several elements is in a list of a test if one of its elements is, and equals nothing else. One of one element also has the element's text and
    /// number, and one of that list has these only.
    /// </summary>
    /// <param name="operands">The operands of the tests.</param>
    /// <param name="candidates">The values that conditions mention.</param>
    /// <param name="values">These and those of <see cref="Further"/>.</param>
    public static IEnumerable<Value> Lists(IReadOnlyCollection<Value> operands, IReadOnlyCollection<Value> candidates, IReadOnlyCollection<Value> values)
    {
        var (unions, other) = (Unions(operands, candidates).Elements, Unlisted(values));
        return unions.Append([.. candidates.Where(IsScalar)]).Select(elements => (Value)new Value.Array(elements))
            .Concat(values.Select(value => (Value)new Value.Array([value])))
            .Concat(unions.Select(elements => (Value)new Value.Array(elements.Append(other).Append(other))))
            .Concat(values.Select(value => (Value)new Value.Array([new Value.Array([value])])));
    }

    /// <summary>The elements of a list for each set of tests that a list can pass by its elements, the empty one first, and whether these are all.</summary>
    /// <param name="operands">The operands of the tests.</param>
    /// <param name="candidates">The elements to choose from.</param>
    public static (List<ImmutableArray<Value>> Elements, bool AreAll) Unions(IReadOnlyCollection<Value> operands, IEnumerable<Value> candidates)
    {
        Value.Array[] lists = [.. operands.SelectMany(TestsOf).Where(test => test.Key is "$in" or "$nin").Select(test => test.Value).OfType<Value.Array>().Distinct()];
        var found = new List<(ImmutableArray<Value> Elements, BigInteger Lists)> { ([], BigInteger.Zero) };
        var seen = new HashSet<BigInteger> { BigInteger.Zero };
        foreach (var (value, own) in candidates.Where(IsScalar).Select(value => (value, ListsWith(value))).DistinctBy(each => each.Item2))
        {
            foreach (var (elements, others) in found.ToArray())
            {
                if (found.Count < MaxLists && seen.Add(own | others))
                    found.Add((elements.Add(value), own | others));
            }
        }
        return ([.. found.Select(each => each.Elements)], found.Count < MaxLists);

        BigInteger ListsWith(Value value) => lists.Select((list, i) => list.Contains(value) ? BigInteger.One << i : BigInteger.Zero).Aggregate(BigInteger.Zero, (all, one) => all | one);
    }

    /// <summary>A number between each two neighbours: conditions can bound numbers from both sides.</summary>
    /// <param name="numbers">The numbers, in ascending order.</param>
    public static IEnumerable<double> Between(double[] numbers) => numbers.Zip(numbers.Skip(1), (low, high) => (low / 2) + (high / 2));

    private static string Unlisted(IEnumerable<Value> values) => values.OfType<Value.String>().MaxBy(text => text.Content.Length) is { } longest ? longest.Content + "-other" : "other";

    private static bool IsScalar(Value value) => value is not (Value.Array or Value.Object);

    private static bool IsSimple(Value operand, Predicate<Value> isTried) => OperatorsOf(operand) is not { } operators
        ? isTried(operand) && operand.AsString()?.Contains(',', StringComparison.Ordinal) is not true
        : operators.All(test => test.Key switch
        {
            "$eq" or "$ne" => isTried(test.Value),
            "$in" or "$nin" => test.Value is Value.Array listed && listed.All(value => isTried(value)),
            "$exists" => true,
            "$gt" or "$gte" or "$lt" or "$lte" => test.Value is Value.Number,
            "$not" => IsSimple(test.Value, isTried),
            _ => false,
        });

    private static Value.Object? OperatorsOf(Value operand) => operand is Value.Object operators && ConditionCompiler.IsOperators(operators) ? operators : null;

    /// <summary>The operators of a test with their operands, those within <c>$not</c> too.</summary>
    private static IEnumerable<KeyValuePair<string, Value>> TestsOf(Value operand) => (OperatorsOf(operand) ?? Value.Object.Empty).SelectMany(test => test.Key == "$not" ? TestsOf(test.Value) : [test]);

    /// <summary>Zero, which is not truthy, and the bounds and the candidates that are numbers, or texts of numbers, in ascending order: one more than are tried at most.</summary>
    private static double[] NumbersOf(IEnumerable<Value> operands, IEnumerable<Value> candidates) =>
        [.. candidates.Concat(operands.SelectMany(TestsOf).Where(test => test.Key is "$gt" or "$gte" or "$lt" or "$lte").Select(test => test.Value)).Select(NumberOf).OfType<double>().Prepend(0).Distinct().Take(MaxNumbers + 1).Order()];

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
