namespace GrowthBook.Urls;

/// <summary>
/// Properties of code points that ECMAScript has no expression for, from Unicode 15.0. Sets are written as hexadecimal ranges
/// in ascending order.
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

    /// <summary>The symbols inside those blocks without a direction.</summary>
    public const string RightToLeftNeutrals =
        "606-607 609-60a 60c 60e-60f 66a 6de 6e9 7f6-7f9 fd3e-fd4f fdcf fdfd-fdff 1091f 10b39-10b3f 1eef0-1eef1";

    /// <summary>Bidirectional class AN: Arabic-Indic digits and their separators.</summary>
    public const string ArabicNumbers = "660-669 66b-66c 10d30-10d39 10e60-10e7e";

    /// <summary>Bidirectional class EN: the ASCII digits and the extended Arabic-Indic ones.</summary>
    public const string EuropeanNumbers = "30-39 6f0-6f9 102e1-102fb";

    /// <summary>Whether a set written as hexadecimal ranges contains the code point.</summary>
    public static bool Contains(string ranges, int c)
    {
        var first = -1;
        var value = 0;
        foreach (var digit in ranges)
        {
            if (digit == '-')
            {
                first = value;
                value = 0;
            }
            else if (digit == ' ')
            {
                if (c <= value)
                    return c >= (first < 0 ? value : first);
                first = -1;
                value = 0;
            }
            else
            {
                value = (value << 4) | Hexadecimal.Value(digit);
            }
        }
        return c <= value && c >= (first < 0 ? value : first);
    }
}
