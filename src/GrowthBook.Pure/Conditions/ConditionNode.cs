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

    /// <summary>Parts that the trace shows under the operator that holds them, where there is one.</summary>
    internal abstract class Group(string? name) : ConditionNode
    {
        private protected void Enter(in ConditionScope scope)
        {
            if (name is not null)
                scope.Trace?.EnterOperator(name);
        }

        private protected bool Leave(in ConditionScope scope, bool matches)
        {
            if (name is not null)
                scope.Trace?.LeaveOperator(matches);
            return matches;
        }
    }

    /// <summary>Every part matches: <c>$and</c>, and an object with several members. True without parts.</summary>
    internal sealed class All(ConditionNode[] parts, string? name = null) : Group(name)
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            Enter(scope);
            foreach (var part in parts)
            {
                if (!part.Matches(subject, scope))
                    return Leave(scope, false);
            }
            return Leave(scope, true);
        }
    }

    /// <summary>One of the parts matches: <c>$or</c>. True without parts, as in the reference.</summary>
    internal sealed class Any(ConditionNode[] parts, string? name = null) : Group(name)
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            Enter(scope);
            foreach (var part in parts)
            {
                if (part.Matches(subject, scope))
                    return Leave(scope, true);
            }
            return Leave(scope, parts.Length == 0);
        }
    }

    /// <summary>The part does not match: <c>$not</c>, and <c>$nor</c> around an <see cref="Any"/>.</summary>
    internal sealed class Not(ConditionNode part, string name) : Group(name)
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            Enter(scope);
            return Leave(scope, !part.Matches(subject, scope));
        }
    }

    /// <summary>An attribute passes a test, which stands under an operator or, where that is empty, by itself.</summary>
    internal sealed class At(string attribute, string name, ValueTest test) : ConditionNode
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            var actual = subject.Find(attribute) ?? Value.Null.Instance;
            var matches = test.Matches(actual, scope);
            scope.Trace?.Tested(attribute, name, test.Operand, actual, matches);
            return matches;
        }
    }

    /// <summary>The same for a part of an attribute, at a path of several steps.</summary>
    internal sealed class Within(AttributePath path, string name, ValueTest test) : ConditionNode
    {
        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            var actual = path.Read(subject);
            var matches = test.Matches(actual, scope);
            scope.Trace?.Tested(path.Text, name, test.Operand, actual, matches);
            return matches;
        }
    }

    /// <summary>
    /// <c>$savedGroup</c>: the subject belongs to a saved group. A reference to a group that is unknown,
    /// malformed, of the old shape (a bare array names no attribute) or already being resolved matches nobody.
    /// </summary>
    internal sealed class InSavedGroup(string id, AttributePath? attribute) : ConditionNode, IReference
    {
        private SavedGroups? _groups;
        private SavedGroup? _group;

        public override bool Matches(in Subject subject, in ConditionScope scope)
        {
            var matches = (ReferenceEquals(scope.Groups, _groups) ? _group : scope.Groups.Find(id)) switch
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

        public void Resolve(FeatureTable features, SavedGroups groups) => (_groups, _group) = (groups, groups.Find(id));
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
