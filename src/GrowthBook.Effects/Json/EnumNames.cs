using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>The names of an enum's members in JSON: in camel case.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly T[] Members = AllMembers();

    /// <summary>What a reader expects, as a clause.</summary>
    public static string Expected => $"expected one of {string.Join(", ", Members.Select(Of))}";

    public static string Of(T member) => JsonNamingPolicy.CamelCase.ConvertName(member.ToString());

    public static T? Find(string name)
    {
        foreach (var member in Members)
        {
            if (Of(member) == name)
                return member;
        }
        return null;
    }

#if NET
    private static T[] AllMembers() => Enum.GetValues<T>();
#else
    private static T[] AllMembers() => (T[])Enum.GetValues(typeof(T));
#endif
}
