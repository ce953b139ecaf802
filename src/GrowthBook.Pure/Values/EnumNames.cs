using System.Globalization;

namespace GrowthBook;

/// <summary>The names in C# and the numbers of members of enums. Numbers without a name are no members.</summary>
internal static class EnumNames
{
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
