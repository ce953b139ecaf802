using GrowthBook.RegularExpressions;

namespace GrowthBook;

/// <summary>
/// The scope of conditions without their subject: the saved groups, the steps that are left, and what the conditions of one
/// evaluation share. A mutable value on the stack of the evaluation, passed by reference.
/// </summary>
internal struct ConditionScope
{
    /// <summary>
    /// How many steps the conditions and URL patterns of one evaluation may take together. A step is one of a regular expression
    /// (<see cref="EcmaRegex.Test"/>), a test of one element of an array, eight characters of a long text that is made, read, compared
    /// or hashed, a leaf of a contextual bandit that is tested, or a member of a saved group's condition that is tested again.
    /// </summary>
    public const int StepLimit = 10_000_000;

    /// <summary>One expression may take half of the steps that are left, or this many where half is less.</summary>
    private const int MinRegexBudget = 1000;

    /// <summary>Texts up to this length are read without taking steps, and not kept.</summary>
    public const int ShortText = 256;

    private readonly ConditionTrace? _trace;
    private SharedResults? _shared;

    /// <summary>How many parts around the test are not recorded: arrays, and saved groups whose tests an earlier step shows.</summary>
    private int _untraced;

    /// <summary>How many subjects are around the one that is tested; 0 for the user.</summary>
    private int _subjects;

    public ConditionScope(SavedGroups groups, ConditionTrace? trace, int steps = StepLimit)
    {
        Groups = groups;
        _trace = trace;
        Steps = steps;
    }

    public SavedGroups Groups { get; }

    /// <summary>The trace; <c>null</c> without explanation, and while it is suspended.</summary>
    public readonly ConditionTrace? Trace => _untraced == 0 ? _trace : null;

    /// <summary>The steps that are left.</summary>
    public int Steps { get; private set; }

    /// <summary>How many tests did not match because no steps were left.</summary>
    public int UnmatchedTests { get; private set; }

    /// <summary>Whether a test did not match because no steps were left.</summary>
    public readonly bool HasReachedStepLimit => UnmatchedTests > 0;

    /// <summary>Whether the subject is the user, and neither an element of an array nor the value of a prerequisite.</summary>
    public readonly bool IsOfUser => _subjects == 0;

    /// <summary>How many characters a test may read with the steps that are left.</summary>
    private readonly int Readable =>
        Math.Max(ShortText, (Steps * EcmaRegexMachine.CharactersPerStep) + EcmaRegexMachine.CharactersPerStep - 1);

    /// <summary>What conditions share; made when the first of them needs it.</summary>
    public SharedResults Shared => _shared ??= new SharedResults();

    /// <summary>Notes that a kept result is used of which a test did not match because no steps were left.</summary>
    public void NoteCutResult() => UnmatchedTests++;

    /// <summary>Takes steps. Without enough of them, none are left afterwards.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="part">What needs them, for the trace.</param>
    /// <returns>Whether there were enough.</returns>
    public bool Take(int steps, string part)
    {
        if (steps <= Steps)
        {
            Steps -= steps;
            return true;
        }
        Steps = 0;
        ReachStepLimit(part);
        return false;
    }

    /// <summary>Takes the steps of reading a whole text: none for a short one.</summary>
    /// <param name="length">The number of characters.</param>
    /// <param name="part">What reads it, for the trace.</param>
    public bool TakeText(int length, string part) => length <= ShortText || Take(length / EcmaRegexMachine.CharactersPerStep, part);

    /// <summary>Whether an expression matches a text; past its steps it does not.</summary>
    public bool Matches(EcmaRegex regex, string text)
    {
        var budget = Math.Max(Steps / 2, Math.Min(Steps, MinRegexBudget));
        var left = budget;
        var outcome = regex.Test(text, ref left);
        Steps -= budget - left;
        if (outcome == RegexOutcome.BudgetExhausted)
            ReachStepLimit(regex.Pattern);
        return outcome == RegexOutcome.Match;
    }

    /// <summary>Takes the steps of comparing two texts. Texts of different lengths differ without being read.</summary>
    public bool TakeComparison(string left, string right, string part) => left.Length != right.Length || TakeText(left.Length, part);

    /// <summary>
    /// The text of a value; <c>null</c> without the steps to make it. A long one of an array takes steps, and is made once for an
    /// evaluation.
    /// </summary>
    public string? TextOf(Value value, string part) => value switch
    {
        Value.String text => text.Content,
        Value.Array array => TextOf(array, part),
        _ => Coercion.ToText(value),
    };

    /// <summary>The text of a value that is read from its start to its end, as hashing does; <c>null</c> without the steps for it.</summary>
    public string? ReadText(Value value, string part) => TextOf(value, part) is { } text && TakeText(text.Length, part) ? text : null;

    /// <summary>Whether the text of an array is the one given. No more of the array is read than that text is long.</summary>
    public bool HasText(Value.Array array, string text, string part)
    {
        var readable = Readable;
        var left = readable;
        var hasText = Coercion.HasText(array, text, ref left);
        return TakeText(readable - left, part) && hasText;
    }

    /// <summary>Whether two values have the same JSON text.</summary>
    public bool SameJson(Value left, Value right, string part)
    {
        var readable = Readable;
        var rest = readable;
        var same = ValueEquality.SameJson(left, right, ref rest);
        return TakeText(readable - rest, part) && same;
    }

    /// <summary>Begins tests that the trace does not record.</summary>
    public void SuspendTrace() => _untraced++;

    public void ResumeTrace() => _untraced--;

    /// <summary>Begins the tests of another subject.</summary>
    /// <returns>The results of groups for the subject before, for <see cref="LeaveSubject"/>.</returns>
    public Dictionary<SavedGroup.Conditional, SharedResults.GroupResult?>? EnterSubject()
    {
        _subjects++;
        return _shared?.ExchangeGroups(null);
    }

    public void LeaveSubject(Dictionary<SavedGroup.Conditional, SharedResults.GroupResult?>? outer)
    {
        _subjects--;
        _shared?.ExchangeGroups(outer);
    }

    private string? TextOf(Value.Array array, string part)
    {
        if (_shared?.FindText(array) is { } known)
            return known;
        var readable = Readable;
        var left = readable;
        var text = Coercion.ToText(array, ref left);
        if (!TakeText(readable - left, part))
            return null;
        if (readable - left > ShortText)
            Shared.Keep(array, text);
        return text;
    }

    private void ReachStepLimit(string part)
    {
        UnmatchedTests++;
        _trace?.StepLimit(part);
    }
}
