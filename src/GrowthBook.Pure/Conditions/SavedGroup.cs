namespace GrowthBook;

/// <summary>A saved group of a payload, in one of its shapes.</summary>
internal abstract class SavedGroup
{
    private protected SavedGroup()
    {
    }

    /// <summary>
    /// A list of ids. <see cref="Attribute"/> is the attribute that they are ids of. The old shape, a bare array,
    /// names none and is for <c>$inGroup</c> and <c>$notInGroup</c> only. <see cref="Values"/> is <c>null</c> where the payload has no array of values: nobody is in such a
    /// group, and nobody counts as outside of it either.
    /// </summary>
    internal sealed class List(ValueSet? values, AttributePath? attribute, bool isBare) : SavedGroup
    {
        public bool IsBare => isBare;

        public ValueSet? Values => values;

        public AttributePath? Attribute => attribute;
    }

    /// <summary>The subjects that meet a condition; <see cref="Height"/> is how deep its JSON nests.</summary>
    internal sealed class Conditional(ConditionNode condition, int height) : SavedGroup
    {
        public ConditionNode Condition => condition;

        public int Height => height;
    }

    /// <summary>An entry that is neither, such as one of a type added after this library was built.</summary>
    internal sealed class Malformed : SavedGroup;
}
