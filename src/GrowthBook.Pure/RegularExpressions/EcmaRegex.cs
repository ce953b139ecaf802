namespace GrowthBook.RegularExpressions;

/// <summary>
/// An ECMAScript regular expression as <c>new RegExp(pattern, flags)</c> builds it without the <c>u</c> and
/// <c>v</c> flags, Annex B web grammar included (ECMA-262 clauses 22.2 and B.1.2). Tests only whether the
/// expression matches anywhere in a string.
/// </summary>
/// <remarks>
/// <para>
/// Instances are immutable and safe to share between threads. Characters are UTF-16 code units, so
/// <c>^.$</c> does not match an emoji. Results depend neither on the clock nor on the culture.
/// </para>
/// <para>
/// Unlike in .NET, <c>$</c> matches at the very end only (<c>a$</c> does not match
/// <c>"a\n"</c>), and a back reference to a group without a capture matches the empty string.
/// </para>
/// </remarks>
internal sealed class EcmaRegex
{
    /// <summary>How deep groups may nest; a deeper pattern is an error. The limit bounds the recursion of the parser and the compiler.</summary>
    public const int MaxNesting = 250;

    private const int WorkingMemory = 112;

    /// <summary>Replaces the machine, its program and its plan for simple expressions.</summary>
    private readonly AnchoredLiterals? _literals;
    private readonly EcmaRegexProgram? _program;
    private readonly SearchPlan? _plan;

    private EcmaRegex(string pattern, bool ignoreCase, RegexNode root, bool[]? referencedGroups)
    {
        Pattern = pattern;
        IgnoreCase = ignoreCase;
        // Checked before compilation, so that a process with only such expressions never loads the compiler.
        _literals = AnchoredLiterals.Of(root);
        if (_literals is not null)
            return;
        var compiler = new EcmaRegexCompiler(referencedGroups, ignoreCase);
        var trimmed = compiler.TrimForTest(root);
        _literals = AnchoredLiterals.Of(trimmed);
        if (_literals is not null)
            return;
        _program = compiler.Compile(trimmed);
        _plan = SearchPlan.For(trimmed, _program);
    }

    /// <summary>The source text this expression was parsed from.</summary>
    public string Pattern { get; }

    /// <summary>Whether the <c>i</c> flag is set.</summary>
    public bool IgnoreCase { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The source text without slashes. The empty pattern matches everything.</param>
    /// <param name="ignoreCase">The <c>i</c> flag.</param>
    /// <param name="error">
    /// Why the pattern is not an expression (for example <c>nothing to repeat at index 0</c>), or null when it is.
    /// </param>
    /// <returns>The expression, or null where the <c>RegExp</c> constructor would throw a SyntaxError.</returns>
    public static EcmaRegex? Parse(string pattern, bool ignoreCase, out string? error)
    {
        var parser = new EcmaRegexParser(pattern, ignoreCase);
        var root = parser.Parse();
        error = parser.Error;
        return root is null ? null : new EcmaRegex(pattern, ignoreCase, root, parser.ReferencedGroups);
    }

    /// <summary>
    /// Whether the expression matches anywhere in <paramref name="input"/>
    /// (<c>RegExp.prototype.test</c> with <c>lastIndex</c> zero), within a number of steps. Never throws. Allocates nothing
    /// unless the match needs more than a few dozen pending alternatives.
    /// </summary>
    /// <param name="input">The text.</param>
    /// <param name="steps">
    /// How many steps the test may take; on return those that are left. One step is one instruction of the compiled
    /// program, one character taken by a repeated single-character term, one character compared by a back
    /// reference, one register beyond a few dozen, one pending alternative that is dropped, or a few characters searched or compared. A pattern
    /// without heavy backtracking can process a megabyte of text in five million steps.
    /// </param>
    public RegexOutcome Test(string input, ref int steps)
    {
        var text = input.AsSpan();
        if (_literals is not null)
        {
            return !TakeCharacters(Math.Min(text.Length, _literals.Length), ref steps) ? RegexOutcome.BudgetExhausted
                : _literals.Matches(text) ? RegexOutcome.Match
                : RegexOutcome.NoMatch;
        }
        var plan = _plan!;
        var at = plan.Next(text, 0);
        return !TakeCharacters(at < 0 ? text.Length : at, ref steps) ? RegexOutcome.BudgetExhausted
            : at < 0 ? RegexOutcome.NoMatch
            : plan.IsLiteral ? RegexOutcome.Match
            : Run(plan, text, at, ref steps);
    }

    /// <summary>Takes the steps of comparing or searching characters; <c>false</c> without enough of them, and none are left.</summary>
    private static bool TakeCharacters(int count, ref int steps)
    {
        steps -= count / EcmaRegexMachine.CharactersPerStep;
        if (steps >= 0)
            return true;
        steps = 0;
        return false;
    }

    private RegexOutcome Run(SearchPlan plan, ReadOnlySpan<char> text, int at, ref int steps)
    {
        Span<int> memory = stackalloc int[WorkingMemory];
        var machine = new EcmaRegexMachine(_program!, text, memory, steps);
        RegexOutcome outcome;
        do
        {
            outcome = machine.Run(plan.EntryPoint, at + plan.EntryOffset);
            if (outcome != RegexOutcome.NoMatch || plan.IsAnchored)
                break;
            var from = at + 1;
            at = plan.Next(text, from);
            machine.TakeSearch((at < 0 ? text.Length : at) - from);
        }
        while (at >= 0);
        steps = machine.Steps;
        return outcome;
    }
}
