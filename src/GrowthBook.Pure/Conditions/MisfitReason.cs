namespace GrowthBook;

/// <summary>Why a value fits no test of its path.</summary>
internal enum MisfitReason
{
    /// <summary>No value of its kind changes an outcome.</summary>
    Kind,

    /// <summary>It is compared with dates in the order of characters, and is no date of ISO 8601.</summary>
    DateForm,

    /// <summary>It equals no operand, and one but for its case.</summary>
    Case,

    /// <summary>It is a number with a fraction, and is compared as a version.</summary>
    Version,
}
