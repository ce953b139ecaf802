using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

public abstract partial record TraceStep
{
    /// <summary>A condition on the user's attributes. Its parts are the tests, up to the one that decided.</summary>
    /// <param name="Passed">Whether the user meets the condition.</param>
    /// <param name="Steps">The parts.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Condition(bool Passed, ImmutableArray<TraceStep> Steps) : TraceStep(Passed, Steps)
    {
        internal override string Check => "condition";
    }

    /// <summary>
    /// A test of one value. The tests of an array's elements (<c>$elemMatch</c>, <c>$all</c>) are not steps: the step
    /// shows the array.
    /// </summary>
    /// <param name="Passed">Whether the value passed.</param>
    /// <param name="Path">The path of the attribute, such as <c>device.os</c>.</param>
    /// <param name="Operator">The operator, such as <c>$gt</c>; <c>is</c> for an operand without one.</param>
    /// <param name="Expected">The operand as the payload has it.</param>
    /// <param name="Actual">The attribute's value; JSON <c>null</c> for a missing attribute.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Test(bool Passed, string Path, string Operator, Value Expected, Value Actual) : TraceStep(Passed)
    {
        /// <summary>
        /// Why the saved group of <c>$inGroup</c> or <c>$notInGroup</c> has no ids: <see cref="SavedGroupLookup.Missing"/>, or
        /// <see cref="SavedGroupLookup.Unusable"/> for a group that is no list. Default: <c>null</c>, for a list and other operators.
        /// </summary>
        public SavedGroupLookup? GroupFault { get; init; }

        /// <summary>
        /// An attribute of the user with a name similar to that of a missing one: <c>Country</c> for <c>country</c>, <c>device.OS</c> for <c>device.os</c>.
        /// The path itself, if it is the name of an attribute. Default: <c>null</c>, for none.
        /// </summary>
        public string? SimilarAttribute { get; init; }

        internal override string Check => "test";
    }

    /// <summary>An operator that combines conditions. Its parts are those that were evaluated, up to the one that decided.</summary>
    /// <param name="Passed">Whether the operator's result is true.</param>
    /// <param name="Operator">The operator.</param>
    /// <param name="Steps">The parts, each with its own result: within <c>$not</c> the one that is negated.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Group(bool Passed, GroupOperator Operator, ImmutableArray<TraceStep> Steps) : TraceStep(Passed, Steps)
    {
        internal override string Check => "group";
    }

    /// <summary>
    /// A reference to a saved group (<c>$savedGroup</c>). Its parts are the tests of the group's condition, or the one
    /// test of its attribute.
    /// </summary>
    /// <param name="Passed">Whether the subject is in the group.</param>
    /// <param name="Id">The group's id.</param>
    /// <param name="Lookup">How the reference was resolved.</param>
    /// <param name="Steps">The parts.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record SavedGroup(bool Passed, string Id, SavedGroupLookup Lookup, ImmutableArray<TraceStep> Steps)
        : TraceStep(Passed, Steps)
    {
        internal override string Check => "savedGroup";
    }

    /// <summary>A malformed part of a condition, which never matches. The payload's errors have its fault.</summary>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Malformed() : TraceStep(false)
    {
        internal override string Check => "malformed";
    }

    /// <summary>
    /// A part of a condition, or of URL targeting, that did not match because it needed more steps than were left for it. The
    /// tests of one evaluation share 10,000,000 steps, and one regular expression may take half of what is left. Stands
    /// before the test that it belongs to.
    /// </summary>
    /// <param name="Part">
    /// The regular expression, the operator (<c>is</c> for an operand without one, <c>version</c> for those that compare versions), the id
    /// of the saved group, <c>urlPatterns</c>, <c>hashAttribute</c> for hashing a long identifier, or <c>stickyBuckets</c> for finding its
    /// assignments.
    /// </param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record StepLimit(string Part) : TraceStep(false)
    {
        internal override string Check => "stepLimit";
    }
}
