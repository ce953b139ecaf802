namespace GrowthBook;

/// <summary>
/// Most versions are three numbers, <c>12.4.0</c>: these are compared as one number, with the outcome that
/// <see cref="PaddedVersion"/> has.
/// </summary>
internal static class PlainVersion
{
    private const int MaxDigits = 5; // as many as are padded

    private const int Bits = 17; // of a number of five digits

    /// <summary>
    /// A number that has the order of a version of three numbers, each of one to five digits and without zeros in
    /// front; -1 for any other version.
    /// </summary>
    public static long NumberOf(string version)
    {
        var number = 0L;
        var dots = 0;
        var start = 0; // of the part
        var part = 0;
        for (var i = 0; i <= version.Length; i++)
        {
            var c = i < version.Length ? version[i] : '.';
            if (c is >= '0' and <= '9')
            {
                part = (part * 10) + (c - '0');
                continue;
            }
            var digits = i - start;
            if (c != '.' || digits is < 1 or > MaxDigits || (digits > 1 && version[start] == '0') || ++dots > 3)
                return -1;
            number = (number << Bits) | (uint)part;
            part = 0;
            start = i + 1;
        }
        return dots == 3 ? number : -1;
    }
}
