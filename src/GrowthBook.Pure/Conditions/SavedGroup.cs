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

    /// <summary>The subjects that meet a condition; <see cref="Height"/> is the nesting depth of its JSON.</summary>
    internal sealed class Conditional(ConditionNode condition, int height) : SavedGroup(null)
    {
        public ConditionNode Condition => condition;

        public int Height => height;
    }

    /// <summary>An entry that is neither, such as one of a type added after this version of the library.</summary>
    internal sealed class Malformed() : SavedGroup(null);
}
