using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>The names of an enum's members in JSON: in camel case.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly T[] Members = AllMembers();

    private static readonly string[] Names = [.. Members.Select(static member => JsonNamingPolicy.CamelCase.ConvertName(member.ToString()))];

    /// <summary>What a reader expects, as a clause.</summary>
    public static string Expected => $"expected one of {string.Join(", ", Names)}";

    /// <exception cref="JsonException">The value is none of the enum's members: its number could not be read back.</exception>
    public static string Of(T member) => Array.IndexOf(Members, member) is >= 0 and var index
        ? Names[index]
        : throw new JsonException($"{typeof(T).Name}: {Expected}, and the value is {member}");

    public static T? Find(string name) => Array.IndexOf(Names, name) is >= 0 and var index ? Members[index] : null;

#if NET
    private static T[] AllMembers() => Enum.GetValues<T>();
#else
    private static T[] AllMembers() => (T[])Enum.GetValues(typeof(T));
#endif
}
