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

    /// <summary>The condition without tests, which everybody meets.</summary>
    public static ConditionNode Always { get; } = new All([]);

    /// <summary>What a malformed condition is compiled to: nobody meets it.</summary>
    public static ConditionNode Never { get; } = new Nobody();

    public abstract bool Matches(in Subject subject, in ConditionScope scope);

    /// <summary>Every part matches: <c>$and</c>, and an object with several members. True without parts.</summary>
    internal sealed class All(ConditionNode[] parts) : ConditionNode
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            foreach (var part in parts)
            {
                if (!part.Matches(subject, scope))
                    return false;
            }
            return true;
        }
    }

    /// <summary>One of the parts matches: <c>$or</c>. True without parts, as in the reference.</summary>
    internal sealed class Any(ConditionNode[] parts) : ConditionNode
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            foreach (var part in parts)
            {
                if (part.Matches(subject, scope))
                    return true;
            }
            return parts.Length == 0;
        }
    }

    /// <summary>The part does not match: <c>$not</c>, and <c>$nor</c> around an <see cref="Any"/>.</summary>
    internal sealed class Not(ConditionNode part) : ConditionNode
    {
        public override bool Matches(in Subject subject, in ConditionScope scope) => !part.Matches(subject, scope);
    }

    /// <summary>A part that the trace shows under the operator that holds it.</summary>
    internal sealed class Named(string name, ConditionNode part) : ConditionNode
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            if (scope.Trace is null)
                return part.Matches(subject, scope);
            scope.Trace.EnterOperator(name);
            var matches = part.Matches(subject, scope);
            scope.Trace.LeaveOperator(matches);
            return matches;
        }
    }

    /// <summary>The attribute at a path passes a test.</summary>
    internal sealed class At(AttributePath path, string name, Value operand, ValueTest test) : ConditionNode
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            var actual = path.Read(subject);
            var matches = test.Matches(actual, scope);
            scope.Trace?.Tested(path.Text, name, operand, actual, matches);
            return matches;
        }
    }

    /// <summary>
    /// <c>$savedGroup</c>: the subject belongs to a saved group. A reference to a group that is unknown,
    /// malformed, of the old shape (a bare array names no attribute) or already being resolved matches nobody.
    /// </summary>
    internal sealed class InSavedGroup(string id, AttributePath? attribute) : ConditionNode
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            var matches = scope.Groups.Find(id) switch
            {
                SavedGroup.List { IsBare: false, Values: { } values } list when (attribute ?? list.Attribute) is { } path =>
                    values.Meets(path.Read(subject)),
                SavedGroup.Conditional group when scope.TryEnter(id, group, out var inner) =>
                    group.Condition.Matches(subject, inner),
                _ => false,
            };
            scope.Trace?.Tested("", "$savedGroup", new Value.String(id), Value.Null.Instance, matches);
            return matches;
        }
    }

    private sealed class Nobody : ConditionNode
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            scope.Trace?.Tested("", "", Value.Null.Instance, Value.Null.Instance, false);
            return false;
        }
    }
}
