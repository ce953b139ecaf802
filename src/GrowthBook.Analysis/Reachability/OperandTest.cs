namespace GrowthBook.Analysis;

/// <summary>The compiled test of one value: a bare operand that compares, or an object of operators.</summary>
internal class OperandTest(Value operand, Payload payload)
{
    /// <summary>The steps of evaluation that one test may take; a test that takes more is not analysed.</summary>
    private const int MaxSteps = 50_000;

    /// <summary>The steps of evaluation that count as one of the analysis.</summary>
    private const int StepsPerTest = 16;

    private readonly ValueTest _compiled = new ConditionCompiler(new ConditionSymbols(), new Faults()).CompileTest(operand, false);
    private string? _json;

    public Value Operand => operand;

    /// <summary>The JSON text of the operand: equal for equal tests.</summary>
    public string Json => _json ??= operand.ToJson();

    /// <summary>Whether a value passes, as evaluation tests it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="work">The steps that are left for the analysis.</param>
    public Truth Passes(Value value, WorkLimit work)
    {
        var scope = new ConditionScope(payload.SavedGroups, null, MaxSteps);
        var passes = _compiled.Matches(value, ref scope);
        return work.TryTake((MaxSteps - scope.Steps) / StepsPerTest) && !scope.HasReachedStepLimit ? Truths.Of(passes) : Truth.Unknown;
    }
}
