using System.Text.RegularExpressions;

namespace GrowthBook.Cli;

/// <summary>What the name of an ignored column or member says about its numbers.</summary>
internal enum NameMeaning
{
    /// <summary>Nothing.</summary>
    Unknown,

    /// <summary>They are counts.</summary>
    Count,

    /// <summary>They are counts of users or lines, and not of what a user did.</summary>
    UserCount,

    /// <summary>They are times, versions or identifiers of other things than users.</summary>
    Other,

    /// <summary>They identify users, so that a line is one exposure.</summary>
    User,

    /// <summary>They identify users, or accounts of several users, so that a line can be a count.</summary>
    Account,
}

/// <summary>Reads the words of a name: <c>count_users</c> and <c>countUsers</c> have two. Warehouses fold cases, so that <c>USERID</c> has one.</summary>
internal static partial class CountNames
{
    /// <summary>Of these one has to be in the name of a <see cref="NameMeaning.UserCount"/>, and all words are of these or of <see cref="UserCountParts"/>.</summary>
    private static readonly HashSet<string> UserCounts = Words("count counts cnt n users visitors people persons participants customers accounts clients subjects units uniques");

    private static readonly HashSet<string> UserCountParts = Words("num number total of by user visitor person customer account client subject unit unique distinct all");

    private static readonly HashSet<string> Counts = [.. UserCounts, .. Words("sample samples observations exposures visits sessions events")];

    /// <summary>Words that mean a count alone or with a user, whereas <c>order_total</c> is an amount.</summary>
    private static readonly HashSet<string> Amounts = Words("num number total totals sum size");

    private static readonly HashSet<string> Others = Words("id key hash version phase bucket time timestamp ts at epoch date day hour minute week month year");

    /// <summary>What a name says; that it is a count takes precedence.</summary>
    public static NameMeaning Of(string name)
    {
        var words = Word().Matches(name).Select(word => word.Value.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        var whole = string.Concat(Word().Matches(name).Select(word => word.Value)).ToLowerInvariant();
        return words.Overlaps(UserCounts) && words.All(word => UserCounts.Contains(word) || UserCountParts.Contains(word)) ? NameMeaning.UserCount
            : words.Overlaps(Counts) || (words.Overlaps(Amounts) && (words.Count == 1 || HasUser().IsMatch(whole))) || FoldedCount().IsMatch(whole) ? NameMeaning.Count
            : Account().IsMatch(whole) ? NameMeaning.Account
            : User().IsMatch(whole) ? NameMeaning.User
            : words.Overlaps(Others) ? NameMeaning.Other
            : NameMeaning.Unknown;
    }

    private static HashSet<string> Words(string text) => [.. text.Split(' ')];

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    /// <summary>A user word alone can be a dimension, such as <c>device</c>, and so can one with another word, such as <c>account_type</c>.</summary>
    [GeneratedRegex(
        "^(user|username|visitor|person|id|uid|uuid|guid|email|useremail|emailaddress|hashvalue)$"
        + "|(user|visitor|member|person|subject|unit|device|session|cookie|email|profile|contact|anonymous|anon|distinct|pseudo)(id|key|hash|uuid|uid|guid)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex User();

    [GeneratedRegex("(customer|account|client)(id|key|hash|uuid|uid|guid)$", RegexOptions.CultureInvariant)]
    private static partial Regex Account();

    [GeneratedRegex("user|visitor|customer|subject|unit", RegexOptions.CultureInvariant)]
    private static partial Regex HasUser();

    [GeneratedRegex("(users|visitors|(user|visitor)(count|counts|cnt|num|total))$", RegexOptions.CultureInvariant)]
    private static partial Regex FoldedCount();
}
