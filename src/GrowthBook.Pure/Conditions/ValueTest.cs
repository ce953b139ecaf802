using GrowthBook.RegularExpressions;

namespace GrowthBook;

/// <summary>
/// A compiled test of one value: a bare operand, or an operator with its operand. The cases are nested in this
/// class, in the order of the specification; a missing attribute comes here as JSON <c>null</c>.
/// </summary>
internal abstract class ValueTest
{
    private protected ValueTest()
    {
    }

    /// <summary>The operand as written, for a trace. Each call creates it if the test stores it in another form.</summary>
    public abstract Value Operand { get; }

    public abstract bool Matches(Value actual, in ConditionScope scope);

    /// <summary>A bare string: the value's text is the operand's.</summary>
    internal sealed class TextIs(string text) : ValueTest
    {
        public override Value Operand => text;

        public override bool Matches(Value actual, in ConditionScope scope) => Coercion.ToText(actual) == text;
    }

    /// <summary>A bare string within <c>$alli</c>: the texts are the same in lower case.</summary>
    internal sealed class TextIsIgnoringCase(Value.String operand) : ValueTest
    {
        private readonly string _text = EcmaCase.ToLower(operand.Content);

        public override Value Operand => operand;

        public override bool Matches(Value actual, in ConditionScope scope) => EcmaCase.ToLower(Coercion.ToText(actual)) == _text;
    }

    /// <summary>A bare number: the value, as a number, is the operand.</summary>
    internal sealed class NumberIs(double number) : ValueTest
    {
        public override Value Operand => number;

        public override bool Matches(Value actual, in ConditionScope scope) => Coercion.ToNumber(actual) == number;
    }

    /// <summary>A bare boolean: the value is present and has that truthiness.</summary>
    internal sealed class TruthIs(bool truth) : ValueTest
    {
        public override Value Operand => truth;

        public override bool Matches(Value actual, in ConditionScope scope) =>
            actual is not Value.Null && actual.IsTruthy == truth;
    }

    /// <summary>A bare <c>null</c>, array or object: the value has the same JSON text.</summary>
    internal sealed class JsonIs(Value json) : ValueTest
    {
        public override Value Operand => json;

        public override bool Matches(Value actual, in ConditionScope scope) => ValueEquality.SameJson(actual, json);
    }

    /// <summary>A bare <c>null</c>: the value is null or missing. (An infinity is not, though its JSON text is.)</summary>
    internal sealed class IsNull : ValueTest
    {
        public override Value Operand => Value.Null.Instance;

        public override bool Matches(Value actual, in ConditionScope scope) => actual is Value.Null;
    }

    /// <summary>An object of operators on one value, all of which must hold.</summary>
    internal sealed class All(Value.Object operators, ValueTest[] tests) : ValueTest
    {
        public override Value Operand => operators;

        public override bool Matches(Value actual, in ConditionScope scope)
        {
            foreach (var test in tests)
            {
                if (!test.Matches(actual, scope))
                    return false;
            }
            return true;
        }
    }

    /// <summary><c>$not</c> and the negative operators <c>$ne $nin $nini</c>.</summary>
    internal sealed class Not(ValueTest test) : ValueTest
    {
        public override Value Operand => test.Operand;

        public override bool Matches(Value actual, in ConditionScope scope) => !test.Matches(actual, scope);
    }

    /// <summary><c>$eq</c>: equal without any conversion.</summary>
    internal sealed class StrictlyEquals(Value operand) : ValueTest
    {
        public override Value Operand => operand;

        public override bool Matches(Value actual, in ConditionScope scope) => ValueEquality.StrictEquals(actual, operand);
    }

    /// <summary><c>$lt $lte $gt $gte</c>: in the order that ECMAScript's relational operators see.</summary>
    internal sealed class Compares(Order order, Value operand) : ValueTest
    {
        public override Value Operand => operand;

        public override bool Matches(Value actual, in ConditionScope scope) =>
            Coercion.Compare(actual, operand) is { } comparison && Orders.Holds(order, comparison);
    }

    /// <summary><c>$veq $vne $vlt $vlte $vgt $vgte</c>: in the order of versions.</summary>
    internal sealed class ComparesVersion(Order order, Value operand) : ValueTest
    {
        private readonly string _version = PaddedVersion.Of(operand);
        private readonly long _number = operand is Value.String text ? PlainVersion.NumberOf(text.Content) : -1;

        public override Value Operand => operand;

        public override bool Matches(Value actual, in ConditionScope scope) => Orders.Holds(order, Compare(actual));

        private int Compare(Value actual) =>
            _number >= 0 && actual is Value.String text && PlainVersion.NumberOf(text.Content) is >= 0 and var number
                ? number.CompareTo(_number)
                : PaddedVersion.Compare(actual, _version);
    }

    /// <summary><c>$exists</c>: the attribute is present and not <c>null</c>, or the opposite.</summary>
    internal sealed class Exists(Value operand) : ValueTest
    {
        private readonly bool _expected = operand.IsTruthy;

        public override Value Operand => operand;

        public override bool Matches(Value actual, in ConditionScope scope) => actual is not Value.Null == _expected;
    }

    /// <summary><c>$type</c>: the value's type has that name.</summary>
    internal sealed class TypeIs(string name) : ValueTest
    {
        public override Value Operand => name;

        public override bool Matches(Value actual, in ConditionScope scope) => Coercion.TypeName(actual) == name;
    }

    /// <summary><c>$ini</c>: the value in lower case, or one of its elements, is in the set, which holds strings in lower case.</summary>
    internal sealed class InIgnoringCase(Value.Array operand) : ValueTest
    {
        private readonly ValueSet _set = ValueSet.Of(Fold(operand));

        /// <summary>As JSON text, which is smaller than values: as in a <see cref="Condition"/>.</summary>
        private readonly byte[] _operand = ValueWriter.ToUtf8(operand);

        public override Value Operand => ValueReader.Read(_operand, new Faults())!;

        public override bool Matches(Value actual, in ConditionScope scope) => _set.Meets(actual switch
        {
            Value.String text => EcmaCase.ToLower(text.Content),
            Value.Array array => Fold(array),
            _ => actual,
        });

        private static Value.Array Fold(Value.Array array) =>
            new(array.Select(item => item is Value.String text ? EcmaCase.ToLower(text.Content) : item).ToArray());
    }

    /// <summary><c>$inGroup $notInGroup</c>: the same with the ids of a saved group; false for a group that is not a list.</summary>
    internal sealed class InGroup(SavedGroupReference reference, bool expected) : ValueTest
    {
        public override Value Operand => reference.Id;

        public override bool Matches(Value actual, in ConditionScope scope)
        {
            var values = scope.Groups.Values(reference);
            return values is not null && values.Meets(actual) == expected;
        }
    }

    /// <summary><c>$all $alli</c>: for each test an element of the array passes it.</summary>
    internal sealed class AllElements(Value.Array operand, ValueTest[] tests) : ValueTest
    {
        public override Value Operand => operand;

        public override bool Matches(Value actual, in ConditionScope scope)
        {
            if (actual is not Value.Array array)
                return false;
            var inner = scope.ForElement(array.Count);
            foreach (var test in tests)
            {
                if (!HasElement(array, test, inner))
                    return false;
            }
            return true;
        }

        private static bool HasElement(Value.Array array, ValueTest test, in ConditionScope scope)
        {
            foreach (var element in array.Items)
            {
                if (test.Matches(element, scope))
                    return true;
            }
            return false;
        }
    }

    /// <summary><c>$elemMatch</c>: an element that is not <c>null</c> passes.</summary>
    internal abstract class AnyElement : ValueTest
    {
        public override bool Matches(Value actual, in ConditionScope scope)
        {
            if (actual is not Value.Array array)
                return false;
            var inner = scope.ForElement(array.Count);
            foreach (var element in array.Items)
            {
                if (element is not Value.Null && Passes(element, inner))
                    return true;
            }
            return false;
        }

        private protected abstract bool Passes(Value element, in ConditionScope scope);
    }

    /// <summary><c>$elemMatch</c> with operators.</summary>
    internal sealed class AnyElementPasses(ValueTest test) : AnyElement
    {
        public override Value Operand => test.Operand;

        private protected override bool Passes(Value element, in ConditionScope scope) => test.Matches(element, scope);
    }

    /// <summary><c>$elemMatch</c> with a condition on the element as subject.</summary>
    internal sealed class AnyElementMeets(Value.Object operand, ConditionNode condition) : AnyElement
    {
        public override Value Operand => operand;

        private protected override bool Passes(Value element, in ConditionScope scope) =>
            condition.Matches(Subject.Element(element), scope);
    }

    /// <summary><c>$size</c>: the length of the array passes a test.</summary>
    internal sealed class Size(ValueTest test) : ValueTest
    {
        public override Value Operand => test.Operand;

        public override bool Matches(Value actual, in ConditionScope scope) =>
            actual is Value.Array array && test.Matches(new Value.Number(array.Count), scope);
    }

    /// <summary><c>$regex $regexi</c>: the expression matches somewhere in the value's text.</summary>
    internal sealed class MatchesRegex(EcmaRegex regex) : ValueTest
    {
        public override Value Operand => regex.Pattern;

        public override bool Matches(Value actual, in ConditionScope scope)
        {
            var outcome = regex.Test(Coercion.ToText(actual), scope.RegexBudget);
            if (outcome == RegexOutcome.BudgetExhausted)
                scope.RegexBudgetExceeded(regex.Pattern);
            return outcome == RegexOutcome.Match;
        }
    }

    /// <summary>The compiled form of an unknown operator or an operand of the wrong type: always false.</summary>
    internal sealed class Nothing(Value operand) : ValueTest
    {
        public override Value Operand => operand;

        public override bool Matches(Value actual, in ConditionScope scope) => false;
    }
}
