namespace GrowthBook;

/// <summary>Array indices as names of members (ECMA-262 6.1.7), which come before all other names of an object.</summary>
internal static class ArrayIndex
{
    /// <summary>
    /// Whether a name is an array index: the decimal text of an integer from 0 to 2^32 - 2, without leading zeros.
    /// <c>"01"</c> and <c>"4294967295"</c> are not.
    /// </summary>
    public static bool TryParse(string name, out uint index)
    {
        index = 0;
        if (name.Length is 0 or > 10 || (name[0] == '0' && name.Length > 1))
            return false;
        ulong number = 0;
        foreach (var c in name)
        {
            if (c is < '0' or > '9')
                return false;
            number = (number * 10) + (uint)(c - '0');
        }
        index = unchecked((uint)number);
        return number < uint.MaxValue;
    }
}
