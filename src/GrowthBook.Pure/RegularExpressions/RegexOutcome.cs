namespace GrowthBook.RegularExpressions;

/// <summary>What <see cref="EcmaRegex.Test"/> found out.</summary>
internal enum RegexOutcome
{
    /// <summary>The expression matches nowhere in the input.</summary>
    NoMatch,

    /// <summary>The expression matches somewhere in the input.</summary>
    Match,

    /// <summary>
    /// The work allowed for one test ran out before the answer was known. The same expression and input
    /// always end this way, on every machine, because work is counted in steps and not in time.
    /// </summary>
    BudgetExhausted,
}
