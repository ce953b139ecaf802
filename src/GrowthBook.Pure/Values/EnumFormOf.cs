namespace GrowthBook;

/// <summary>The form of the enum that a type is, or that the elements of an array are; found once for a type.</summary>
internal static class EnumFormOf<T>
{
    /// <summary>The form; <c>null</c> if the type has no enum.</summary>
    public static readonly EnumForm? Form = Innermost(typeof(T)) is { IsEnum: true } type ? EnumForm.Of(type) : null;

    private static Type Innermost(Type type)
    {
        type = ScalarTypes.Underlying(type);
        return type.IsArray ? Innermost(type.GetElementType()!) : type;
    }
}
