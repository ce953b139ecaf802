using GrowthBook.RegularExpressions;

namespace GrowthBook.Pure.Tests.RegularExpressions;

internal static class EcmaRegexExtensions
{
    /// <summary>Tests with the steps that the first expression of an evaluation has.</summary>
    public static RegexOutcome Test(this EcmaRegex expression, string input)
    {
        var steps = ConditionScope.StepLimit / 2;
        return expression.Test(input, ref steps);
    }
}
