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
    /// (<see cref="EcmaRegex.StepBudget"/>), a test of one element of an array, eight characters of a long text that is searched or read as
    /// a number, or a member of a saved group's condition that is tested again.
    /// </summary>
    public const int StepLimit = 2 * EcmaRegex.StepBudget;

    /// <summary>One expression may take half of the steps that are left, or this many where half is less.</summary>
    private const int MinRegexBudget = 1000;

    /// <summary>Texts up to this length are read without taking steps, and not kept.</summary>
    private const int ShortText = 256;

    private readonly ConditionTrace? _trace;
    private SharedResults? _shared;

    /// <summary>How many arrays are around the value that is tested.</summary>
    private int _arrays;

    /// <summary>How many subjects are around the one that is tested; 0 for the user.</summary>
    private int _subjects;

    public ConditionScope(SavedGroups groups, ConditionTrace? trace, int steps = StepLimit)
    {
        Groups = groups;
        _trace = trace;
        Steps = steps;
    }

    public SavedGroups Groups { get; }

    /// <summary>The trace; <c>null</c> without explanation, and for an array's elements, whose tests are not recorded.</summary>
    public readonly ConditionTrace? Trace => _arrays == 0 ? _trace : null;

    /// <summary>The steps that are left.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether a test did not match because no steps were left.</summary>
    public bool HasReachedStepLimit { get; private set; }

    /// <summary>Whether the subject is the user, and neither an element of an array nor the value of a prerequisite.</summary>
    public readonly bool IsOfUser => _subjects == 0;

    /// <summary>What conditions share; made when the first of them needs it.</summary>
    public SharedResults Shared => _shared ??= new SharedResults();

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

    /// <summary>The text of a value; a long one of an array is made once for an evaluation.</summary>
    public string TextOf(Value value)
    {
        if (value is Value.String text)
            return text.Content;
        if (value is not Value.Array array || _arrays > 0)
            return Coercion.ToText(value);
        if (_shared?.FindText(array) is { } known)
            return known;
        var joined = Coercion.ToText(array);
        if (joined.Length > ShortText)
            Shared.Keep(array, joined);
        return joined;
    }

    /// <summary>Begins the tests of an array's elements.</summary>
    public void EnterArray() => _arrays++;

    public void LeaveArray() => _arrays--;

    /// <summary>Begins the tests of another subject.</summary>
    /// <returns>The results of groups for the subject before, for <see cref="LeaveSubject"/>.</returns>
    public Dictionary<SavedGroup.Conditional, bool>? EnterSubject()
    {
        _subjects++;
        return _shared?.ExchangeGroups(null);
    }

    public void LeaveSubject(Dictionary<SavedGroup.Conditional, bool>? outer)
    {
        _subjects--;
        _shared?.ExchangeGroups(outer);
    }

    private void ReachStepLimit(string part)
    {
        HasReachedStepLimit = true;
        _trace?.StepLimit(part);
    }
}
