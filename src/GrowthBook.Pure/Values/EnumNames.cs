using System.Globalization;

namespace GrowthBook;

/// <summary>Members of enums by their name in C# or by number. Numbers without a name are no members.</summary>
internal static class EnumNames
{
    /// <summary>The member with a name, of flags those with names separated by commas; case does not matter. A null reference for none.</summary>
    public static object? OfName(Type type, string name)
    {
        if (name.Length == 0 || name[0] is '-' or '+' or '\u0085' || EcmaCharacters.IsDigit(name[0]) || EcmaCharacters.IsWhiteSpace(name[0]))
            return null; // Enum.Parse would read a number, also after white space
#if NET
        return Enum.TryParse(type, name, ignoreCase: true, out var member) ? member : null;
#else
        try
        {
            return Enum.Parse(type, name, ignoreCase: true);
        }
        catch (ArgumentException)
        {
            return null;
        }
#endif
    }

    /// <summary>The member with a number, of flags those that the number combines; a null reference for none.</summary>
    public static object? OfNumber(Type type, object number) => Enum.ToObject(type, number) is Enum member && Of(member) is not null ? member : null;

    /// <summary>The name of a member, of flags the names joined by <c>", "</c>; a null reference for a number without one.</summary>
    public static string? Of(Enum member)
    {
        var text = member.ToString(); // of a number without a name its digits, after the minus sign of the culture
        return EcmaCharacters.IsDigit(text[0]) || (Number(member) < 0 && !Enum.IsDefined(member.GetType(), member)) ? null : text;
    }

    public static decimal Number(Enum member) => ((IConvertible)member).ToDecimal(CultureInfo.InvariantCulture);
}
