using System.Runtime.CompilerServices;

namespace GrowthBook;

/// <summary>
/// A compiled condition: a test of a whole subject (a user, a prerequisite's result, an element). The cases are
/// nested in this class; each knows how to test itself, none throws, and none changes anything.
/// </summary>
internal abstract class ConditionNode
{
    private protected ConditionNode()
    {
    }

    /// <summary>The condition without tests, which every subject meets.</summary>
    public static ConditionNode Always { get; } = new All([]);

    /// <summary>The compiled form of a malformed condition, which no subject meets.</summary>
    public static ConditionNode Never { get; } = new Malformed();

    /// <summary>The compiled form of a value that is no condition object, or is not read completely. No subject meets it.</summary>
    public static ConditionNode Unread { get; } = new Malformed();

    public abstract bool Matches(in Subject subject, ref ConditionScope scope);

    /// <summary>Adds the attributes that the test reads.</summary>
    public abstract void AddTo(ReadAttributes attributes);

    /// <summary>Parts that the trace shows as one step, or, without an operator, as separate steps.</summary>
    internal abstract class Group(GroupOperator? name) : ConditionNode
    {
        private protected void Enter(ref ConditionScope scope)
        {
            if (name is not null)
                scope.Trace?.Enter();
        }

        private protected bool Leave(ref ConditionScope scope, bool matches)
        {
            if (name is { } shown)
                scope.Trace?.LeaveGroup(shown, matches);
            return matches;
        }
    }

    /// <summary>Every part matches: <c>$and</c>, and an object with several members. True without parts.</summary>
    internal sealed class All(ConditionNode[] parts, GroupOperator? name = null) : Group(name)
    {
        public override bool Matches(in Subject subject, ref ConditionScope scope)
        {
            Enter(ref scope);
            foreach (var part in parts)
            {
                if (!part.Matches(subject, ref scope))
                    return Leave(ref scope, false);
            }
            return Leave(ref scope, true);
        }

        public override void AddTo(ReadAttributes attributes)
        {
            foreach (var part in parts)
                part.AddTo(attributes);
        }
    }

    /// <summary>One of the parts matches: <c>$or</c>. True without parts, as in the reference.</summary>
    internal sealed class Any(ConditionNode[] parts, GroupOperator? name = null) : Group(name)
    {
        public override bool Matches(in Subject subject, ref ConditionScope scope)
        {
            Enter(ref scope);
            foreach (var part in parts)
            {
                if (part.Matches(subject, ref scope))
                    return Leave(ref scope, true);
            }
            return Leave(ref scope, parts.Length == 0);
        }

        public override void AddTo(ReadAttributes attributes)
        {
            foreach (var part in parts)
                part.AddTo(attributes);
        }
    }

    /// <summary>
    /// The part does not match: <c>$not</c>, and <c>$nor</c> around an <see cref="Any"/>. If a test of the part had no steps left, neither does the negation:
    /// who uses up the steps passes no condition by it.
    /// </summary>
    internal sealed class Not(ConditionNode part, GroupOperator name) : Group(name)
    {
        public override bool Matches(in Subject subject, ref ConditionScope scope)
        {
            Enter(ref scope);
            var unmatched = scope.UnmatchedTests;
            return Leave(ref scope, !part.Matches(subject, ref scope) && scope.UnmatchedTests == unmatched);
        }

        public override void AddTo(ReadAttributes attributes) => part.AddTo(attributes);
    }

    /// <summary>An attribute passes a test, which the trace shows with the name of its operator.</summary>
    internal sealed class At(string attribute, string name, ValueTest test) : ConditionNode
    {
        public override bool Matches(in Subject subject, ref ConditionScope scope)
        {
            var actual = subject.Find(attribute) ?? Value.Null.Instance;
            var matches = test.Matches(actual, ref scope);
            scope.Trace?.Test(attribute, name, test.Operand, actual, matches, test.FaultIn(scope.Groups));
            return matches;
        }

        public override void AddTo(ReadAttributes attributes) => attributes.Add(new AttributePath(attribute), test);
    }

    /// <summary>A part of an attribute, at a path of several steps, passes a test.</summary>
    internal sealed class Within(AttributePath path, string name, ValueTest test) : ConditionNode
    {
        public override bool Matches(in Subject subject, ref ConditionScope scope)
        {
            var actual = path.Read(subject);
            var matches = test.Matches(actual, ref scope);
            scope.Trace?.Test(path.Text, name, test.Operand, actual, matches, test.FaultIn(scope.Groups));
            return matches;
        }

        public override void AddTo(ReadAttributes attributes) => attributes.Add(path, test);
    }

    /// <summary>
    /// <c>$savedGroup</c>: the subject belongs to a saved group. A reference to a group that is unknown,
    /// malformed, of the old shape (a bare array names no attribute) or already being resolved matches no subject.
    /// </summary>
    internal sealed class InSavedGroup(SavedGroupReference reference, AttributePath? attribute) : ConditionNode
    {
        public override bool Matches(in Subject subject, ref ConditionScope scope)
        {
            scope.Trace?.Enter();
            var group = scope.Groups.Find(reference);
            var lookup = SavedGroupLookup.Condition;
            var matches = group switch
            {
                SavedGroup.List { IsBare: false, Values: { } values } list when (attribute ?? list.Attribute) is { } path =>
                    values.Meets(path.Read(subject), ref scope),
                SavedGroup.Conditional conditional => conditional.Matches(reference.Id, subject, ref scope, out lookup),
                _ => false,
            };
            if (scope.Trace is { } trace)
                Leave(trace, group, subject, lookup, matches);
            return matches;
        }

        public override void AddTo(ReadAttributes attributes) => attributes.Add(reference, attribute);

        /// <summary>Not inlined: only explanations need it.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Leave(ConditionTrace trace, SavedGroup? group, in Subject subject, SavedGroupLookup lookup, bool matches)
        {
            switch (group)
            {
                case null:
                    lookup = SavedGroupLookup.Missing;
                    break;
                case SavedGroup.List { IsBare: false, Values: not null } list when (attribute ?? list.Attribute) is { } path:
                    lookup = SavedGroupLookup.List;
                    trace.Test(path.Text, "$inGroup", reference.Id, path.Read(subject), matches, null);
                    break;
                case not SavedGroup.Conditional:
                    lookup = SavedGroupLookup.Unusable;
                    break;
            }
            trace.LeaveSavedGroup(reference.Id, lookup, matches);
        }
    }

    private sealed class Malformed : ConditionNode
    {
        public override bool Matches(in Subject subject, ref ConditionScope scope)
        {
            scope.Trace?.Malformed();
            return false;
        }

        public override void AddTo(ReadAttributes attributes)
        {
        }
    }
}
