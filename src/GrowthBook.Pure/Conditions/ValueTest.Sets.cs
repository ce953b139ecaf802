namespace GrowthBook;

/// <content>Tests of whether a value is among others.</content>
internal abstract partial class ValueTest
{
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
}
