namespace GrowthBook;

/// <content>Tests of an array: of its elements, each of which takes steps, and of its length.</content>
internal abstract partial class ValueTest
{
    /// <summary><c>$all $alli</c>: for each test an element of the array passes it.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="bare">The tests that compare with a value, found for all in one pass over the elements; <c>null</c> for few.</param>
    /// <param name="tests">The others.</param>
    internal sealed class AllElements(Value.Array operand, BareOperands? bare, ValueTest[] tests) : ValueTest
    {
        public override Value Operand => operand;

        public override bool Matches(Value actual, ref ConditionScope scope)
        {
            if (actual is not Value.Array array || (bare is not null && !(scope.Take(array.Count, "$all") && bare.AreAllIn(array, ref scope))))
                return false;
            scope.SuspendTrace();
            var matches = true;
            for (var i = 0; i < tests.Length && matches; i++)
                matches = HasElement(array, tests[i], ref scope);
            scope.ResumeTrace();
            return matches;
        }

        private static bool HasElement(Value.Array array, ValueTest test, ref ConditionScope scope)
        {
            var steps = test.Steps;
            foreach (var element in array.Items)
            {
                if (!scope.Take(steps, "$all"))
                    return false;
                if (test.Matches(element, ref scope))
                    return true;
            }
            return false;
        }

        public override DiscernedKinds Discerns(SavedGroups groups) => operand.Aggregate(
            tests.Aggregate(DiscernedKinds.None, (kinds, test) => kinds | test.Discerns(groups)),
            (kinds, expected) => bare is null ? kinds : kinds | bare.Discerns(expected)).OfElements();

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
            bare?.AddTexts(texts.Elements);
            foreach (var test in tests)
                test.AddTexts(texts.OfElements(), groups);
        }
    }

    /// <summary><c>$elemMatch</c>: an element that is not <c>null</c> passes.</summary>
    internal abstract class AnyElement : ValueTest
    {
        public override bool Matches(Value actual, ref ConditionScope scope)
        {
            if (actual is not Value.Array array)
                return false;
            scope.SuspendTrace();
            var matches = HasElement(array, ref scope);
            scope.ResumeTrace();
            return matches;
        }

        private protected abstract int StepsPerElement { get; }

        private protected abstract bool Passes(Value element, ref ConditionScope scope);

        private bool HasElement(Value.Array array, ref ConditionScope scope)
        {
            var steps = StepsPerElement;
            foreach (var element in array.Items)
            {
                if (!scope.Take(steps, "$elemMatch"))
                    return false;
                if (element is not Value.Null && Passes(element, ref scope))
                    return true;
            }
            return false;
        }
    }

    /// <summary><c>$elemMatch</c> with operators.</summary>
    internal sealed class AnyElementPasses(ValueTest test) : AnyElement
    {
        public override Value Operand => test.Operand;

        private protected override int StepsPerElement => test.Steps;

        private protected override bool Passes(Value element, ref ConditionScope scope) => test.Matches(element, ref scope);

        public override DiscernedKinds Discerns(SavedGroups groups) => test.Discerns(groups).OfElements();

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups) => test.AddTexts(texts.OfElements(), groups);
    }

    /// <summary><c>$elemMatch</c> with a condition on the element as subject.</summary>
    internal sealed class AnyElementMeets(Value.Object operand, ConditionNode condition) : AnyElement
    {
        public override Value Operand => operand;

        private protected override int StepsPerElement { get; } = ConditionCompiler.SizeOf(operand);

        private protected override bool Passes(Value element, ref ConditionScope scope)
        {
            var outer = scope.EnterSubject();
            var matches = condition.Matches(Subject.Element(element), ref scope);
            scope.LeaveSubject(outer);
            return matches;
        }

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.Of(AttributeKinds.Object | AttributeKinds.Array, AttributeKinds.Object).OfElements();

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
        }
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
}
