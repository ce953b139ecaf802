namespace GrowthBook;

/// <summary>
/// Values as the .NET types that are one JSON string, number or boolean, and as arrays of these. The one table for feature
/// values: exact, without a conversion between kinds, and without reflection-based JSON.
/// </summary>
internal static class ScalarTypes
{
    /// <summary>The value as a type that the table knows; a null reference where it does not fit.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The type; not a <c>Nullable</c> one.</param>
    /// <param name="form">The form of the enum that the type is, or that the elements of an array are; <c>null</c> for another type.</param>
    public static object? Read(Value value, Type type, EnumForm? form) => form is not null && type.IsEnum ? form.Read(value) : value switch
    {
        Value.Boolean boolean => type == typeof(bool) ? (object)boolean.Content : null,
        Value.String text => type == typeof(string) ? text.Content : TextTypes.Read(text, type),
        Value.Number number => NumberTypes.Read(number.Content, type),
        Value.Array array => type.IsArray && type != typeof(byte[]) && Knows(type) ? Elements(array, type, form) : null,
        _ => null,
    };

    /// <summary>Whether the table has the type.</summary>
    public static bool Knows(Type type) => type.IsArray
        ? type.GetArrayRank() == 1 && Knows(Underlying(type.GetElementType()!))
        : type == typeof(bool) || type == typeof(string) || TextTypes.Knows(type) || NumberTypes.Knows(type)
            || typeof(Value).IsAssignableFrom(type);

    /// <summary>The first part of an array that does not fit, with its JSON path without <c>$</c>; the value itself if it is no array for the type.</summary>
    public static (string Path, Value Part) Misfit(Value value, Type type, EnumForm? form)
    {
        var path = "";
        while (value is Value.Array array && type.IsArray && type != typeof(byte[]) && IndexOfMisfit(array, type, form) is >= 0 and var i)
            (path, value, type) = ($"{path}[{i}]", array[i], Underlying(type.GetElementType()!));
        return (path, value);
    }

    /// <summary>The index of the first element that does not fit; -1 if each does this time, as a converter of the application can decide.</summary>
    private static int IndexOfMisfit(Value.Array array, Type type, EnumForm? form)
    {
        var element = type.GetElementType()!;
        var i = 0;
        while (i < array.Count && TryRead(array[i], element, Underlying(element), form, out _))
            i++;
        return i < array.Count ? i : -1;
    }

    /// <summary>The type without <c>Nullable</c>.</summary>
    public static Type Underlying(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static Array? Elements(Value.Array values, Type type, EnumForm? form)
    {
        var element = type.GetElementType()!;
        var underlying = Underlying(element);
#if NET
        var array = Array.CreateInstanceFromArrayType(type, values.Count);
#else
        var array = Array.CreateInstance(element, values.Count);
#endif
        for (var i = 0; i < values.Count; i++)
        {
            if (!TryRead(values[i], element, underlying, form, out var item))
                return null;
            array.SetValue(item, i);
        }
        return array;
    }

    private static bool TryRead(Value value, Type element, Type underlying, EnumForm? form, out object? item)
    {
        item = element.IsInstanceOfType(value) ? value : Read(value, underlying, form);
        return item is not null || (value is Value.Null && underlying != element); // whether a string may be null is not known of an array's type
    }
}
