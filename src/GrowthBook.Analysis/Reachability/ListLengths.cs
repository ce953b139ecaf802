namespace GrowthBook.Analysis;

/// <summary>Decides tests of <c>$size</c> that all lengths of arrays answer alike: no array has a length of -1 or 1.5.</summary>
internal static class ListLengths
{
    /// <summary>The answer of all lengths; unknown if they differ, or if the operand has a test that does not compare numbers.</summary>
    /// <param name="operand">The operand of <c>$size</c>.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="work">The steps that are left.</param>
    public static Truth Answer(Value operand, Payload payload, WorkLimit work)
    {
        if (!ComparesNumbers(operand))
            return Truth.Unknown;
        var (constants, test) = (new Operands(), new OperandTest(operand, payload));
        constants.Add(operand);
        var answers = Samples(constants.Numbers).Select(length => test.Passes(new Value.Number(length), work)).Distinct().Take(2).ToArray();
        return answers is [var only] ? only : Truth.Unknown;
    }

    /// <summary>Whether lengths between two neighbours of the operand's numbers have one answer.</summary>
    private static bool ComparesNumbers(Value operand) => operand is not Value.Object members || !ConditionCompiler.IsOperators(members)
        || members.All(test => test.Key is "$eq" or "$ne" or "$in" or "$nin" or "$lt" or "$lte" or "$gt" or "$gte" || (test.Key == "$not" && ComparesNumbers(test.Value)));

    /// <summary>A length at each constant, and one after it.</summary>
    private static IEnumerable<double> Samples(IEnumerable<double> constants) => constants
        .Where(double.IsFinite)
        .SelectMany(constant => new[] { Math.Floor(constant), Math.Floor(constant) + 1 })
        .Where(length => length >= 0)
        .Distinct();
}
