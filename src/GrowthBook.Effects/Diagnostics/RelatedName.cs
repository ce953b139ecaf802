namespace GrowthBook.Client;

/// <summary>Names of attributes that probably mean the same.</summary>
internal static class RelatedName
{
    /// <summary>Whether names differ in case, or by what one has before the other: <c>Id</c> and <c>user_id</c> for <c>id</c>.</summary>
    public static bool Is(string given, string expected) => given.Length > 1 && given != expected
        && (given.EndsWith(expected, StringComparison.OrdinalIgnoreCase) || expected.EndsWith(given, StringComparison.OrdinalIgnoreCase));
}
