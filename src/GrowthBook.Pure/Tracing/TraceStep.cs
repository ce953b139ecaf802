namespace GrowthBook;

/// <summary>One step of an evaluation.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Passed">Whether it let the evaluation go on to the rule's answer.</param>
/// <param name="Facts">The actual values: for a test <c>at</c> (the operators around it), <c>path</c>, <c>operator</c>, <c>expected</c> and <c>actual</c>; for a bucket the attribute, its value, the seed and the ranges; and so on.</param>
/// <param name="Depth">How many operators such as <c>$or</c> the step stands in; 0 for most.</param>
public sealed record TraceStep(TraceCheck Check, bool Passed, Value.Object Facts, int Depth = 0)
{
    /// <summary>The step on one line: <c>✗ test {"path":"country",…}</c>.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString() =>
        $"{new string(' ', Depth * 2)}{(Passed ? "✓" : "✗")} {TraceChecks.ToName(Check)}{(Facts.Count == 0 ? "" : " " + Facts)}";

    /// <summary>The step as JSON: <c>{"check","passed","depth","facts"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(new Dictionary<string, Value>
    {
        ["check"] = TraceChecks.ToName(Check),
        ["passed"] = Passed,
        ["depth"] = Depth,
        ["facts"] = Facts,
    });
}
