using System.Text;

namespace GrowthBook.Urls;

/// <summary>The mapping step of UTS 46 (section 4, steps 1 and 2), from <see cref="IdnaMappingTable"/>.</summary>
internal static class IdnaMapping
{
    private enum Kind
    {
        /// <summary>Kept.</summary>
        Valid,

        /// <summary>Removed.</summary>
        Ignored,

        /// <summary>Each code point moved by the number that follows.</summary>
        Moved,

        /// <summary>Upper and lower case in turn: the first moved by one, the second kept.</summary>
        Paired,

        /// <summary>
        /// This kind, and the ones after it: replaced by two code points or more, each given as its distance from the one
        /// before, also in the run before; the first of a block starts from zero.
        /// </summary>
        Spelled,
    }

    /// <summary>
    /// Maps and normalises a whole domain without lone surrogates; <c>null</c> when it has a disallowed code point, which is
    /// also one that is newer than the table.
    /// </summary>
    /// <example><c>Ａ。ﬁ</c> gives <c>a.fi</c>; a soft hyphen disappears; a right-to-left mark gives <c>null</c>.</example>
    public static string? Map(string domain)
    {
        var mapped = new StringBuilder(domain.Length);
        foreach (var point in Utf16.CodePoints(domain))
        {
            if (point < 0x80)
                mapped.Append((char)point);
            else if (!TryMap(point, mapped))
                return null;
        }
        return IdnaComposition.Compose(mapped.ToString());
    }

    private static bool TryMap(int point, StringBuilder target)
    {
        var index = IdnaMappingTable.Index;
        var block = 0;
        while (block < index.Length && index[block] <= point)
            block += 2;
        if (block == 0)
            return false;
        var start = index[block - 1];
        var numbers = new PackedNumbers(IdnaMappingTable.Runs.Slice(start, (block < index.Length ? index[block + 1] : IdnaMappingTable.Runs.Length) - start));
        var (next, spelled) = (index[block - 2], 0);
        while (!numbers.IsAtEnd)
        {
            var first = next + numbers.Next();
            if (point < first)
                return false;
            var header = numbers.Next();
            next = first + (header / IdnaMappingTable.Kinds) + 1;
            var isHere = point < next;
            var kind = (Kind)(header % IdnaMappingTable.Kinds);
            if (kind >= Kind.Spelled)
            {
                for (var length = kind - Kind.Spelled + 2; length > 0; length--)
                {
                    spelled += numbers.NextSigned();
                    if (isHere)
                        Utf16.Append(target, spelled);
                }
            }
            var distance = kind == Kind.Moved ? numbers.NextSigned() : kind == Kind.Paired ? (point - first + 1) & 1 : 0;
            if (isHere && kind is Kind.Valid or Kind.Moved or Kind.Paired)
                Utf16.Append(target, point + distance);
            if (isHere)
                return true;
        }
        return false;
    }
}
