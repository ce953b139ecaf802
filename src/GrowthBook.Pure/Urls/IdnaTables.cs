using System.Globalization;

namespace GrowthBook.Urls;

/// <summary>
/// Where the table of UTS 46 differs from what Unicode normalisation and lower-casing give, and the properties
/// of code points that the framework does not tell. Sets are written as hexadecimal ranges in ascending order.
/// </summary>
internal static class IdnaTables
{
    /// <summary>Canonical combining class 9: what lets a joiner follow.</summary>
    public const string Viramas =
        "94d 9cd a4d acd b4d bcd c4d ccd d3b-d3c d4d dca e3a eba f84 1039-103a 1714-1715 1734 17d2 1a60 1b44 "
        + "1baa-1bab 1bf2-1bf3 2d7f a806 a82c a8c4 a953 a9c0 aaf6 abed 10a3f 11046 11070 1107f 110b9 11133-11134 "
        + "111c0 11235 112ea 1134d 11442 114c2 115bf 1163f 116b6 1172b 11839 1193d-1193e 119e0 11a34 11a47 11a99 "
        + "11c3f 11d44-11d45 11d97";

    /// <summary>Joining type D: letters that join on both sides.</summary>
    public const string DualJoining =
        "620 626 628 62a-62e 633-63f 641-647 649-64a 66e-66f 678-687 69a-6bf 6c1-6c2 6cc 6ce 6d0-6d1 6fa-6fc 6ff "
        + "712-714 71a-71d 71f-727 729 72b 72d-72e 74e-758 75c-76a 76d-770 772 775-777 77a-77f 7ca-7ea 841-845 848 "
        + "84a-853 855 860 862-865 868 886 889-88d 88f 8a0-8a9 8af-8b0 8b3-8b8 8ba-8c8 1807 1820-1878 1887-18a8 "
        + "18aa a840-a871 10ac0-10ac4 10ad3-10ad6 10ad8-10adc 10ade-10ae0 10aeb-10aee 10b80 10b82 10b86-10b88 "
        + "10b8a-10b8b 10b8d 10b90 10bad-10bae 10d01-10d21 10d23 10ec3-10ec4 10ec6-10ec7 10f30-10f32 10f34-10f44 "
        + "10f51-10f53 10f70-10f73 10f76-10f81 10fb0 10fb2-10fb3 10fb8 10fbb-10fbc 10fbe-10fbf 10fc1 10fc4 10fca "
        + "1e900-1e943";

    /// <summary>Joining type L: letters that join to what follows only.</summary>
    public const string LeftJoining = "a872 10acd 10ad7 10d00 10fcb";

    /// <summary>Joining type R: letters that join to what precedes only.</summary>
    public const string RightJoining =
        "622-625 627 629 62f-632 648 671-673 675-677 688-699 6c0 6c3-6cb 6cd 6cf 6d2-6d3 6d5 6ee-6ef 710 715-719 "
        + "71e 728 72a 72c 72f 74d 759-75b 76b-76c 771 773-774 778-779 840 846-847 849 854 856-858 867 869-86a "
        + "870-882 88e 8aa-8ac 8ae 8b1-8b2 8b9 10ac5 10ac7 10ac9-10aca 10ace-10ad2 10add 10ae1 10ae4 10aef 10b81 "
        + "10b83-10b85 10b89 10b8c 10b8e-10b8f 10b91 10ba9-10bac 10d22 10ec2 10f33 10f54 10f74-10f75 10fb4-10fb6 "
        + "10fb9-10fba 10fbd 10fc2-10fc3 10fc9";

    /// <summary>The blocks in which letters, and most else, are written from right to left.</summary>
    public const string RightToLeftBlocks = "590-8ff fb1d-fdff fe70-fefe 10800-10fff 1e800-1efff";

    /// <summary>The symbols inside those blocks that have no direction of their own.</summary>
    public const string RightToLeftNeutrals =
        "606-607 609-60a 60c 60e-60f 66a 6de 6e9 7f6-7f9 fd3e-fd4f fdcf fdfd-fdff 1091f 10b39-10b3f 1eef0-1eef1";

    /// <summary>Bidirectional class AN: Arabic-Indic digits and their separators.</summary>
    public const string ArabicNumbers = "660-669 66b-66c 10d30-10d39 10e60-10e7e";

    /// <summary>Bidirectional class EN: the ASCII digits and the extended Arabic-Indic ones.</summary>
    public const string EuropeanNumbers = "30-39 6f0-6f9 102e1-102fb";

    // The deviations of UTS 46, and Cherokee, whose stable form is upper case.
    private const string Kept = "df 3c2 13a0-13f5 200c-200d";

    private const string Ignored = "ad 34f 180b-180d 180f 200b 2060 2064 fe00-fe0f feff 1bca0-1bca3 e0100-e01ef";

    private const string Disallowed =
        "4c0 10a0-10c5 115f-1160 1680 17b4-17b5 1806 2132 2183 2ff0-2fff 3164 31ef ffa0 fffc-fffd 2f868 2f874 2f91f 2f95f 2f9bf";

    // Ideographic full stops, and letters with another fold than their lower case.
    private const string Sources = "\u3002\uFF0E\uFF61\u0130\u1C80\u1C81\u1C82\u1C83\u1C84\u1C85\u1C86\u1C87\u1C88";
    private const string Targets = "...i\u0432\u0434\u043E\u0441\u0442\u0442\u044A\u0463\uA64B";

    /// <summary>Valid as it is.</summary>
    public static bool IsKept(int c) => Contains(Kept, c);

    /// <summary>Removed without a trace.</summary>
    public static bool IsIgnored(int c) => Contains(Ignored, c);

    /// <summary>Never allowed, although its category would be.</summary>
    public static bool IsDisallowed(int c) => Contains(Disallowed, c);

    /// <summary>What the code point is mapped to, or null when that follows from normalisation and lower case.</summary>
    public static string? Replacement(int c)
    {
        if (c is (>= 0xAB70 and <= 0xABBF) or (>= 0x13F8 and <= 0x13FD))
        {
            return ((char)(c - (c > 0x13FD ? 0xAB70 - 0x13A0 : 8))).ToString();
        }

        int index = c < 0x10000 ? Sources.IndexOf((char)c) : -1;
        return index < 0 ? c == 0x1E9E ? "ss" : null : c == 0x130 ? "i\u0307" : Targets[index].ToString();
    }

    /// <summary>Whether a set written as hexadecimal ranges contains the code point.</summary>
    public static bool Contains(string ranges, int c)
    {
        int first = -1;
        int value = 0;
        foreach (char digit in ranges)
        {
            if (digit == '-')
            {
                first = value;
                value = 0;
            }
            else if (digit == ' ')
            {
                if (c <= value)
                {
                    return c >= (first < 0 ? value : first);
                }

                first = -1;
                value = 0;
            }
            else
            {
                value = (value << 4) | UrlInput.HexValue(digit);
            }
        }

        return c <= value && c >= (first < 0 ? value : first);
    }

    /// <summary>The general category of a code point of any plane.</summary>
    public static UnicodeCategory Category(int c) => CharUnicodeInfo.GetUnicodeCategory(char.ConvertFromUtf32(c), 0);

    /// <summary>Whether the code point is a combining mark of any kind.</summary>
    public static bool IsMark(int c) => IsNonSpacing(c) || Category(c) == UnicodeCategory.SpacingCombiningMark;

    /// <summary>Whether the code point is a mark without width, bidirectional class NSM.</summary>
    public static bool IsNonSpacing(int c) => Category(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
}
