namespace GrowthBook.Client;

/// <summary>Names of attributes that probably mean the same.</summary>
internal static class RelatedName
{
    /// <summary>The words whose end is known in names of one case, such as <c>userid</c>.</summary>
    private static readonly string[] Owners = ["user", "visitor", "customer", "member", "account", "client", "device"];

    /// <summary>
    /// Whether names differ in case, or by the words that one has before the other: <c>Id</c>, <c>user_id</c>, <c>userId</c> and <c>userid</c> for
    /// <c>id</c>, and not <c>paid</c>.
    /// </summary>
    public static bool Is(string given, string expected) => given.Length > 1 && expected.Length > 0 && given != expected
        && (EndsWith(given, expected) || EndsWith(expected, given));

    /// <summary>Whether two different names have the same characters, in any case and with any separators: <c>CompanyId</c> for <c>company_id</c>.</summary>
    public static bool DiffersInFormOnly(string given, string expected) => given != expected
        && string.Equals(SimilarName.WithoutSeparators(given), SimilarName.WithoutSeparators(expected), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a name is that of a user's identifier, such as <c>user_id</c> for <c>id</c>: other names that end as it can be those of a session, a company or an anonymous visitor.
    /// </summary>
    public static bool IsOfUser(string given, string expected) => given == "user" + expected || DiffersInFormOnly(given, "user" + expected);

    private static bool EndsWith(string name, string end) =>
        name.EndsWith(end, StringComparison.OrdinalIgnoreCase) && (name.Length == end.Length || NameWords.StartsWord(name, name.Length - end.Length) || IsOwner(name, name.Length - end.Length));

    private static bool IsOwner(string name, int length) =>
        Array.Exists(Owners, owner => owner.Length == length && name.StartsWith(owner, StringComparison.OrdinalIgnoreCase));
}
