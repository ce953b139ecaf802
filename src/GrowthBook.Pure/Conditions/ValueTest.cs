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

    /// <summary><c>$lt $lte $gt $gte</c>: in the order that ECMAScript's relational operators see.</summary>
    internal sealed class Compares(Order order, Value operand) : ValueTest
    {
        /// <summary>The operand is converted once, and not for each element of an array.</summary>
        private readonly string? _text = Coercion.PrimitiveText(operand);
        private readonly double _number = Coercion.ToNumber(operand);

        public override Value Operand => operand;

        public override bool Matches(Value actual, ref ConditionScope scope)
        {
            int? comparison;
            if (actual is not (Value.String or Value.Array or Value.Object))
                comparison = Coercion.Compare(Coercion.ToNumber(actual), _number);
            else if (scope.ReadText(actual, Orders.Name(order)) is { } text)
                comparison = _text is not null ? string.CompareOrdinal(text, _text) : Coercion.Compare(EcmaNumber.Parse(text), _number);
            else
                return false;
            return comparison is { } found && Orders.Holds(order, found);
        }

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.OfOrder(order, _text, _number);

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
            texts.Own.AddOrdered(_text);
            texts.Elements.AddOther();
        }
    }

    /// <summary><c>$veq $vne $vlt $vlte $vgt $vgte</c>: in the order of versions.</summary>
    internal sealed class ComparesVersion(Order order, Value operand) : ValueTest
    {
        private readonly string _version = PaddedVersion.Of(operand);
        private readonly long _number = operand is Value.String text ? PlainVersion.NumberOf(text.Content) : -1;

        public override Value Operand => operand;

        public override bool Matches(Value actual, ref ConditionScope scope) =>
            (actual is not Value.String text || scope.TakeText(text.Content.Length, "version")) && Orders.Holds(order, Compare(actual));

        private int Compare(Value actual) =>
            _number >= 0 && actual is Value.String text && PlainVersion.NumberOf(text.Content) is >= 0 and var number
                ? number.CompareTo(_number)
                : PaddedVersion.Compare(actual, _version);

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.Of(AttributeKinds.Texts | AttributeKinds.Number, AttributeKinds.Texts | AttributeKinds.Version);
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

    /// <summary><c>$ini</c>: the value in lower case, or one of its elements, is in the set, which holds strings in lower case.</summary>
    internal sealed class InIgnoringCase : ValueTest
    {
        private readonly ValueSet _set;
        private readonly int _longest;

        /// <summary>As JSON text, which is smaller than values: as in a <see cref="Condition"/>.</summary>
        private readonly byte[] _operand;

        public InIgnoringCase(Value.Array operand)
        {
            var folded = Fold(operand);
            _set = ValueSet.Of(folded);
            _longest = Longest(folded);
            _operand = ValueWriter.ToUtf8(operand);
        }

        public override Value Operand => ValueReader.Read(_operand, new Faults())!;

        public override bool Matches(Value actual, ref ConditionScope scope)
        {
            if (actual is not Value.Array array)
                return Contains(actual, ref scope);
            if (!scope.Take(array.Count, "$ini"))
                return false;
            foreach (var item in array.Items)
            {
                if (Contains(item, ref scope))
                    return true;
            }
            return false;
        }

        /// <summary>A text longer than all of the set is not in it: lower case is never shorter.</summary>
        private bool Contains(Value value, ref ConditionScope scope) => value is Value.String { Content: var text }
            ? text.Length <= _longest && scope.TakeText(text.Length, "$ini") && _set.Contains(new Value.String(EcmaCase.ToLower(text)), ref scope)
            : _set.Contains(value, ref scope);

        private static int Longest(Value.Array folded)
        {
            var longest = 0;
            foreach (var item in folded.Items)
                longest = item is Value.String text ? Math.Max(longest, text.Content.Length) : longest;
            return longest;
        }

        private static Value.Array Fold(Value.Array array) =>
            new(array.Select(item => item is Value.String text ? EcmaCase.ToLower(text.Content) : item).ToArray());

        public override DiscernedKinds Discerns(SavedGroups groups) => _set.Discerns(groups);
    }

    /// <summary>
    /// <c>$inGroup $notInGroup</c>: the same with the ids of a saved group; false for a group that is not a list, and both without the steps to look.
    /// </summary>
    internal sealed class InGroup(SavedGroupReference reference, bool expected) : ValueTest
    {
        public override Value Operand => reference.Id;

        public override bool Matches(Value actual, ref ConditionScope scope)
        {
            var (values, unmatched) = (scope.Groups.Values(reference), scope.UnmatchedTests);
            return values is not null && values.Meets(actual, ref scope) == expected && scope.UnmatchedTests == unmatched;
        }

        public override SavedGroupLookup? FaultIn(SavedGroups groups) => groups.Find(reference) switch
        {
            null => SavedGroupLookup.Missing,
            { Values: null } => SavedGroupLookup.Unusable,
            _ => null,
        };

        public override DiscernedKinds Discerns(SavedGroups groups) => groups.Values(reference) is { } values ? values.Discerns(groups) : DiscernedKinds.None;

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups) => groups.Values(reference)?.AddTexts(texts, groups);
    }

    /// <summary><c>$size</c>: the length of the array passes a test.</summary>
    internal sealed class Size(ValueTest test) : ValueTest
    {
        public override Value Operand => test.Operand;

        public override bool Matches(Value actual, ref ConditionScope scope) =>
            actual is Value.Array array && test.Matches(new Value.Number(array.Count), ref scope);

        public override bool ReadsContents => false;

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.Of(AttributeKinds.Array, AttributeKinds.Array);

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
