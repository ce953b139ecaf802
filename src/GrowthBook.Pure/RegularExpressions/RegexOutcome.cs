namespace GrowthBook.RegularExpressions;

/// <summary>The result of <see cref="EcmaRegex.Test"/>.</summary>
internal enum RegexOutcome
{
    /// <summary>The expression matches nowhere in the input.</summary>
    NoMatch,

    /// <summary>The expression matches somewhere in the input.</summary>
    Match,

    /// <summary>
    /// The test reached its limit of steps. The same expression and input reach it on every machine, because steps do
    /// not depend on time.
    /// </summary>
    BudgetExhausted,
}
