using System.Collections.Immutable;
using System.Diagnostics;

namespace GrowthBook.Analysis;

/// <summary>
/// A condition as it is written: a tree whose leaves test one attribute. Malformed parts are <see cref="Nothing"/>, which no user meets,
/// as in evaluation.
/// </summary>
public abstract class ConditionSource
{
    private ConditionSource(SourceNode node) => Node = node;

    /// <summary>The part of the text.</summary>
    public SourceNode Node { get; }

    /// <summary>The tests of the tree, in the order of the text.</summary>
    public IEnumerable<Test> Tests => this switch
    {
        All all => all.Parts.SelectMany(part => part.Tests),
        Any any => any.Parts.SelectMany(part => part.Tests),
        Not not => not.Part.Tests,
        Test test => [test],
        SavedGroup or Nothing => [],
        _ => throw new UnreachableException(),
    };

    /// <summary>The references to saved groups by <c>$savedGroup</c>, in the order of the text.</summary>
    public IEnumerable<SavedGroup> SavedGroups => this switch
    {
        All all => all.Parts.SelectMany(part => part.SavedGroups),
        Any any => any.Parts.SelectMany(part => part.SavedGroups),
        Not not => not.Part.SavedGroups,
        SavedGroup group => [group],
        Test or Nothing => [],
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether there is no condition, or one without tests.</summary>
    internal static bool IsForAllUsers(ConditionSource? condition) => condition is null or All { Parts.IsEmpty: true };

    /// <summary>Whether the user of a context meets the condition, as evaluation answers for the text of it.</summary>
    public bool Holds(Context context) => this switch
    {
        All all => all.Parts.All(part => part.Holds(context)),
        Any any => any.Parts.IsEmpty || any.Parts.Any(part => part.Holds(context)),
        Not not => !not.Part.Holds(context),
        Test test => Evaluator.EvalCondition(context, GrowthBook.Condition.From(test.Condition)),
        SavedGroup group => Evaluator.EvalCondition(context, GrowthBook.Condition.From(new Value.Object { ["$savedGroup"] = group.Node.Value })),
        Nothing => false,
        _ => throw new UnreachableException(),
    };

    /// <summary>Every part holds: an object of several members, or <c>$and</c>. True without parts.</summary>
    public sealed class All : ConditionSource
    {
        internal All(SourceNode node, ImmutableArray<ConditionSource> parts)
            : base(node) => Parts = parts;

        /// <summary>The parts, in the order of the text.</summary>
        public ImmutableArray<ConditionSource> Parts { get; }
    }

    /// <summary>One part holds: <c>$or</c>. True without parts.</summary>
    public sealed class Any : ConditionSource
    {
        internal Any(SourceNode node, ImmutableArray<ConditionSource> parts)
            : base(node) => Parts = parts;

        /// <summary>The parts, in the order of the text.</summary>
        public ImmutableArray<ConditionSource> Parts { get; }
    }

    /// <summary>The part does not hold: <c>$not</c>, and <c>$nor</c> around an <see cref="Any"/>.</summary>
    public sealed class Not : ConditionSource
    {
        internal Not(SourceNode node, ConditionSource part)
            : base(node) => Part = part;

        /// <summary>The part.</summary>
        public ConditionSource Part { get; }
    }

    /// <summary>A test of one attribute.</summary>
    public sealed class Test : ConditionSource
    {
        internal Test(SourceNode node, string attribute, string? @operator)
            : base(node) => (Attribute, Operator) = (attribute, @operator);

        /// <summary>The path of the attribute, such as <c>device.os</c>.</summary>
        public string Attribute { get; }

        /// <summary>The operator, such as <c>$in</c>; <c>null</c> for a bare operand, which compares.</summary>
        public string? Operator { get; }

        /// <summary>The operand.</summary>
        public Value Operand => Node.Value;

        /// <summary>The test as a condition of its own.</summary>
        public Value.Object Condition => new()
        {
            [Attribute] = Operator is null ? Operand : new Value.Object { [Operator] = Operand },
        };
    }

    /// <summary><c>$savedGroup</c>: the user belongs to a saved group.</summary>
    public sealed class SavedGroup : ConditionSource
    {
        internal SavedGroup(SourceNode node, string id, string? attribute)
            : base(node) => (Id, Attribute) = (id, attribute);

        /// <summary>The id of the group.</summary>
        public string Id { get; }

        /// <summary>The attribute that the ids identify; <c>null</c> for the one that the group names.</summary>
        public string? Attribute { get; }
    }

    /// <summary>A malformed part, which no user meets.</summary>
    public sealed class Nothing : ConditionSource
    {
        internal Nothing(SourceNode node)
            : base(node)
        {
        }
    }
}
