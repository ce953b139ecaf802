using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Proves that no user meets a formula. Without a proof the formula may have users or none.</summary>
internal static class Emptiness
{
    /// <summary>The number of partial users that are tried before the proof is given up.</summary>
    private const int MaxTried = 20_000;

    /// <summary>The steps that one proof may take.</summary>
    private const int MaxSteps = 1_000_000;

    /// <summary>The steps that a proof takes next to its tests, so that many short ones are bounded too.</summary>
    private const int StepsOfProof = 20;

    /// <summary>Whether no user meets the formula, by all values of its attributes.</summary>
    public static bool IsProved(Formula formula, Payload payload, bool withLists, WorkLimit whole)
    {
        var work = new WorkLimit(MaxSteps, whole);
        if (!work.TryTake(StepsOfProof + formula.Size))
            return false;
        var attributes = formula.Tests().Distinct().GroupBy(test => test.Attribute, StringComparer.Ordinal)
            .Select(group => new Attribute([.. group], payload, withLists, work))
            .OrderBy(attribute => attribute.Classes.Length)
            .ToArray();
        var known = new Dictionary<AttributeTest, Truth>();
        var left = MaxTried;
        return IsEmpty(0);

        bool IsEmpty(int depth)
        {
            if (--left < 0 || !work.TryTake(formula.Size))
                return false;
            var truth = formula.Evaluate(test => known.GetValueOrDefault(test, Truth.Unknown));
            if (truth != Truth.Unknown || depth == attributes.Length)
                return truth == Truth.False;
            var (tests, classes) = attributes[depth];
            foreach (var truths in classes)
            {
                for (var i = 0; i < tests.Length; i++)
                    known[tests[i]] = truths[i];
                if (!IsEmpty(depth + 1))
                    return false;
            }
            foreach (var test in tests)
                known.Remove(test);
            return true;
        }
    }

    private sealed record Attribute(ImmutableArray<AttributeTest> Tests, ImmutableArray<Truth[]> Classes)
    {
        public Attribute(ImmutableArray<AttributeTest> tests, Payload payload, bool withLists, WorkLimit work)
            : this(tests, ValueClasses.Of(tests, payload, withLists, work))
        {
        }
    }
}
