namespace GrowthBook;

/// <summary>How an evaluation resolves a saved group with a condition, by the group's place among the others.</summary>
internal enum GroupResolution
{
    /// <summary>The condition is tested at each reference: with the groups that it refers to it is small.</summary>
    Plain,

    /// <summary>The condition is tested once for each subject of an evaluation.</summary>
    Kept,

    /// <summary>The group lies on a cycle of references or leads to one. The reference that closes the cycle matches no subject.</summary>
    Cyclic,

    /// <summary>The condition nests too deep through other groups, and matches no subject.</summary>
    TooDeep,
}
