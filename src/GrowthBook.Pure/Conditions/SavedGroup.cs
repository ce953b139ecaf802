namespace GrowthBook;

/// <summary>A compiled saved group, in one of its shapes.</summary>
internal abstract class SavedGroup
{
    private protected SavedGroup(ValueSet? values) => Values = values;

    /// <summary>
    /// The ids that <c>$inGroup</c> and <c>$notInGroup</c> test; <c>null</c> for a group that is no list of ids, for
    /// which both operators are false.
    /// </summary>
    public ValueSet? Values { get; }

    /// <summary>
    /// A list of ids. <see cref="Attribute"/> is the attribute that they identify. The old shape, a bare array, names
    /// none and is for <c>$inGroup</c> and <c>$notInGroup</c> only.
    /// </summary>
    internal sealed class List(ValueSet? values, AttributePath? attribute, bool isBare) : SavedGroup(values)
    {
        public bool IsBare => isBare;

        public AttributePath? Attribute => attribute;
    }

    /// <summary>The subjects that meet a condition.</summary>
    internal sealed class Conditional(ConditionNode condition, int height, int size, int[] references, GroupResolution resolution) : SavedGroup(null)
    {
        /// <summary>
        /// How deep conditions may nest through saved groups, in levels of JSON. A single condition has at most
        /// <see cref="ValueReader.MaxDepth"/>; the sum is bounded so that no chain of groups exhausts the stack.
        /// </summary>
        public const int MaxHeight = 3 * ValueReader.MaxDepth;

        public ConditionNode Condition => condition;

        /// <summary>The nesting depth of the condition's JSON.</summary>
        public int Height => height;

        /// <summary>The number of members of the condition's JSON.</summary>
        public int Size => size;

        /// <summary>The numbers of the groups that the condition refers to, once per reference.</summary>
        public int[] References => references;

        public GroupResolution Resolution => resolution;

        /// <summary>The group with its place among the others, which is known once all are read.</summary>
        public Conditional With(GroupResolution resolved) => new(condition, height, size, references, resolved);

        /// <summary>Whether a subject meets the condition.</summary>
        /// <param name="id">The id of the group, for the trace.</param>
        /// <param name="subject">The subject.</param>
        /// <param name="scope">The scope.</param>
        /// <param name="lookup">How the group was resolved.</param>
        public bool Matches(string id, in Subject subject, ref ConditionScope scope, out SavedGroupLookup lookup)
        {
            lookup = SavedGroupLookup.Condition;
            return resolution == GroupResolution.Plain && scope.IsOfUser
                ? condition.Matches(subject, ref scope)
                : MatchesWithinBounds(id, subject, ref scope, ref lookup);
        }

        private bool MatchesWithinBounds(string id, in Subject subject, ref ConditionScope scope, ref SavedGroupLookup lookup)
        {
            if (resolution == GroupResolution.Kept && scope.Shared.Find(this) is { } known)
            {
                lookup = SavedGroupLookup.Untraced;
                if (known.IsCut)
                    scope.NoteCutResult();
                return known.Matches;
            }
            if (resolution == GroupResolution.TooDeep || (resolution == GroupResolution.Cyclic && !scope.Shared.TryResolve(this)))
            {
                lookup = SavedGroupLookup.Recursive;
                return false;
            }
            var isTraced = scope.Trace is null || scope.Shared.TryTrace(this);
            if (!isTraced)
            {
                lookup = SavedGroupLookup.Untraced;
                scope.SuspendTrace();
            }
            var unmatched = scope.UnmatchedTests;
            var matches = ((resolution != GroupResolution.Cyclic && scope.IsOfUser) || scope.Take(size, id)) && condition.Matches(subject, ref scope);
            if (!isTraced)
                scope.ResumeTrace();
            if (resolution == GroupResolution.Cyclic)
                scope.Shared.EndResolving();
            if (resolution == GroupResolution.Kept)
                scope.Shared.Keep(this, new(matches, scope.UnmatchedTests > unmatched));
            return matches;
        }
    }

    /// <summary>An entry that is neither, such as one of a type added after this version of the library.</summary>
    internal sealed class Malformed() : SavedGroup(null);
}
