using GrowthBook.RegularExpressions;

namespace GrowthBook;

/// <summary>
/// A compiled test of one value: a bare operand, or an operator with its operand. The cases are nested in this
/// class, in the order of the specification; a missing attribute comes here as JSON <c>null</c>.
/// </summary>
internal abstract partial class ValueTest
{
    private protected ValueTest()
    {
    }

    /// <summary>The operand as written, for a trace. Each call creates it if the test stores it in another form.</summary>
    public abstract Value Operand { get; }

    /// <summary>The steps of testing one element of an array; long texts take more where they are read.</summary>
    public virtual int Steps => 1;

    public abstract bool Matches(Value actual, ref ConditionScope scope);

    /// <summary>The kinds of values that the test discerns.</summary>
    /// <param name="groups">The saved groups that references mean.</param>
    public abstract DiscernedKinds Discerns(SavedGroups groups);

    /// <summary>Adds the texts with which the test compares. Default: it tells texts apart in another way.</summary>
    /// <param name="texts">Gets the texts. A test with one outcome for all texts adds nothing.</param>
    /// <param name="groups">The saved groups that references mean.</param>
    public virtual void AddTexts(DiscernedTexts texts, SavedGroups groups) => texts.AddOther();

    /// <summary>Whether the outcome for an array or an object can depend on what it contains. Default: it can.</summary>
    public virtual bool ReadsContents => true;

    /// <summary>Why the saved group of the test has no ids, for the trace; <c>null</c> if it has, and for a test without a group.</summary>
    public virtual SavedGroupLookup? FaultIn(SavedGroups groups) => null;

    /// <summary>An object of operators on one value, all of which must hold.</summary>
    internal sealed class All(Value.Object operators, ValueTest[] tests) : ValueTest
    {
        public override Value Operand => operators;

        public override int Steps { get; } = tests.Sum(test => test.Steps);

        public override bool Matches(Value actual, ref ConditionScope scope)
        {
            foreach (var test in tests)
            {
                if (!test.Matches(actual, ref scope))
                    return false;
            }
            return true;
        }

        public override bool ReadsContents => Array.Exists(tests, test => test.ReadsContents);

        public override DiscernedKinds Discerns(SavedGroups groups) => tests.Aggregate(DiscernedKinds.None, (kinds, test) => kinds | test.Discerns(groups));

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
            foreach (var test in tests)
                test.AddTexts(texts, groups);
        }
    }

    /// <summary>
    /// <c>$not</c> and the negative operators <c>$ne $nin $nini</c>. If the test had no steps left, neither it nor its negation matches.
    /// </summary>
    internal sealed class Not(ValueTest test) : ValueTest
    {
        public override Value Operand => test.Operand;

        public override int Steps => test.Steps;

        public override bool Matches(Value actual, ref ConditionScope scope)
        {
            var unmatched = scope.UnmatchedTests;
            return !test.Matches(actual, ref scope) && scope.UnmatchedTests == unmatched;
        }

        public override bool ReadsContents => test.ReadsContents;

        public override DiscernedKinds Discerns(SavedGroups groups) => test.Discerns(groups);

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups) => test.AddTexts(texts, groups);
    }

    /// <summary><c>$eq</c>: equal without any conversion.</summary>
    internal sealed class StrictlyEquals(Value operand) : ValueTest
    {
        public override Value Operand => operand;

        public override bool Matches(Value actual, ref ConditionScope scope) => actual is Value.String text
            ? operand is Value.String other && scope.TakeComparison(text.Content, other.Content, "$eq") && Utf16.Equal(text.Content, other.Content)
            : ValueEquality.StrictEquals(actual, operand);

        public override bool ReadsContents => false;

        public override DiscernedKinds Discerns(SavedGroups groups) => operand switch
        {
            Value.Null or Value.String { Content: "" } => DiscernedKinds.All,
            Value.Array or Value.Object => DiscernedKinds.None,
            _ => DiscernedKinds.Of(AttributeKindsExtensions.KindsOfOperand(operand), AttributeKindsExtensions.KindsOfOperand(operand)),
        };

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
            if (operand is Value.String text)
                texts.Own.Add(text.Content);
        }
    }

    /// <summary><c>$exists</c>: the attribute is present and not <c>null</c>, or the opposite.</summary>
    internal sealed class Exists(Value operand) : ValueTest
    {
        private readonly bool _expected = operand.IsTruthy;

        public override Value Operand => operand;

        public override bool Matches(Value actual, ref ConditionScope scope) => actual is not Value.Null == _expected;

        public override bool ReadsContents => false;

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.All;

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
        }
    }

    /// <summary><c>$type</c>: the value's type has that name.</summary>
    internal sealed class TypeIs(string name) : ValueTest
    {
        public override Value Operand => name;

        public override bool Matches(Value actual, ref ConditionScope scope) => Coercion.TypeName(actual) == name;

        public override bool ReadsContents => false;

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.All;

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
        }
    }

    /// <summary><c>$regex $regexi</c>: the expression matches somewhere in the value's text.</summary>
    internal sealed class MatchesRegex(EcmaRegex regex) : ValueTest
    {
        public override Value Operand => regex.Pattern;

        public override bool Matches(Value actual, ref ConditionScope scope) =>
            scope.TextOf(actual, regex.Pattern) is { } text && scope.Matches(regex, text);

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.All;
    }

    /// <summary>The compiled form of an unknown operator or an operand of the wrong type: always false.</summary>
    internal sealed class Nothing(Value operand) : ValueTest
    {
        public override Value Operand => operand;

        public override bool Matches(Value actual, ref ConditionScope scope) => false;

        public override bool ReadsContents => false;

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.None;

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
        }
    }
}
