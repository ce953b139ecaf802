using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// The classes of values of one attribute, as the truths that they give to its tests. Together they cover all values; a class may have no
/// value, so that only the absence of a class with some truths is a proof.
/// </summary>
internal static class ValueClasses
{
    /// <summary>The number of classes beyond which an attribute is not analysed.</summary>
    private const int MaxClasses = 20_000;

    /// <summary>An object with a name that no attribute has.</summary>
    private static readonly Value OtherObject = new Value.Object { ["\u0001"] = Value.Null.Instance };

    /// <summary>The truths of each class, in the order of the tests. Each once.</summary>
    /// <param name="tests">All tests of the attribute.</param>
    /// <param name="payload">The payload with the saved groups.</param>
    /// <param name="withLists">Whether arrays count for an attribute that no test expects to be an array.</param>
    /// <param name="work">The steps that are left; without them the truths are unknown.</param>
    public static ImmutableArray<Truth[]> Of(IReadOnlyList<AttributeTest> tests, Payload payload, bool withLists, WorkLimit work)
    {
        if (!work.TryTake(tests.Sum(test => test.Size)))
            return Unknown(tests);
        var operands = new Operands();
        foreach (var test in tests)
            operands.Add(test.Operand);
        var classes = All(operands, withLists).Take(MaxClasses + 1).ToArray();
        if (classes.Length > MaxClasses)
            return Unknown(tests);
        var (found, evaluator) = (new Dictionary<string, Truth[]>(StringComparer.Ordinal), new ClassTests(operands, payload, work));
        var cost = tests.Sum(test => test.Cost);
        foreach (var values in classes)
        {
            evaluator.Begin();
            for (var truths = 0; truths < 1 << evaluator.OpaqueCount; truths++)
            {
                if (!work.TryTake(cost))
                    return Unknown(tests);
                evaluator.OpaqueTruths = truths;
                var passes = tests.Select(test => evaluator.Passes(values, test)).ToArray();
                found.TryAdd(string.Concat(passes.Select(pass => (char)('0' + (int)pass))), passes);
            }
        }
        return [.. found.Values];
    }

    private static ImmutableArray<Truth[]> Unknown(IReadOnlyList<AttributeTest> tests) => [[.. tests.Select(_ => Truth.Unknown)]];

    private static IEnumerable<ValueClass> All(Operands operands, bool withLists)
    {
        foreach (var value in new[] { Value.Null.Instance, Value.Boolean.False, Value.Boolean.True, OtherObject, new Value.Number(double.NaN) })
            yield return new ValueClass.Exactly(value);
        foreach (var value in operands.Objects)
            yield return new ValueClass.Exactly(value);
        foreach (var number in operands.Numbers)
            yield return new ValueClass.Exactly(new Value.Number(number));
        foreach (var number in Between(operands.Numbers))
        {
            for (var version = 0; version <= 2 * operands.Versions.Count; version++)
                yield return new ValueClass.NumberLike(number, version);
        }
        foreach (var text in operands.Texts)
            yield return new ValueClass.Exactly(new Value.String(text));
        var traits = Traits(operands).Take(MaxClasses).ToArray();
        foreach (var each in traits)
            yield return new ValueClass.Text(each);
        if (!withLists && !operands.AreLists)
            yield break;
        foreach (var text in operands.Texts)
            yield return new ValueClass.List(text, default);
        foreach (var each in traits)
            yield return new ValueClass.List(null, each);
    }

    private static IEnumerable<TextTraits> Traits(Operands operands) =>
        from lower in operands.LowerTexts.Cast<string?>().Prepend(null)
        from number in operands.ReadsNumbersOfTexts ? operands.Numbers.Concat(Between(operands.Numbers)).Append(double.NaN) : [double.NaN]
        from order in Enumerable.Range(0, (2 * operands.OrderBounds.Count) + 1)
        from version in Enumerable.Range(0, (2 * operands.Versions.Count) + 1)
        select new TextTraits(lower, number, order, version);

    /// <summary>A number between each two neighbours.</summary>
    private static IEnumerable<double> Between(SortedSet<double> numbers) => numbers
        .Zip(numbers.Skip(1), (low, high) =>
            double.IsInfinity(low) ? (double.IsInfinity(high) ? 0 : Math.BitDecrement(high))
            : double.IsInfinity(high) ? Math.BitIncrement(low)
            : (low / 2) + (high / 2))
        .Where(number => !numbers.Contains(number));
}
