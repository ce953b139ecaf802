using System.Text.RegularExpressions;

namespace GrowthBook.Cli;

/// <summary>What the name of an ignored column or member says about its numbers.</summary>
internal enum NameMeaning
{
    /// <summary>Nothing.</summary>
    Unknown,

    /// <summary>They are counts.</summary>
    Count,

    /// <summary>They are times, versions or identifiers of other things than users.</summary>
    Other,

    /// <summary>They identify users, so that a line is one exposure.</summary>
    User,
}

/// <summary>Reads the words of a name: <c>count_users</c> and <c>countUsers</c> have two.</summary>
internal static partial class CountNames
{
    private static readonly HashSet<string> Counts = Words("count counts cnt n num total totals sum size users visitors people subjects units samples uniques exposures visits sessions events");

    private static readonly HashSet<string> Users = Words("user uid uuid guid visitor customer account member person subject client device session cookie email anonymous hashvalue");

    private static readonly HashSet<string> Others = Words("id key hash version phase bucket time timestamp ts at epoch date day hour minute week month year");

    /// <summary>What a name says; that it is a count takes precedence.</summary>
    public static NameMeaning Of(string name)
    {
        var words = Word().Matches(name).Select(word => word.Value.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        return words.Overlaps(Counts) ? NameMeaning.Count
            : words.Overlaps(Users) || words.SetEquals(["id"]) || words.SetEquals(["hash", "value"]) ? NameMeaning.User
            : words.Overlaps(Others) ? NameMeaning.Other
            : NameMeaning.Unknown;
    }

    private static HashSet<string> Words(string text) => [.. text.Split(' ')];

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
