using System.Collections;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Dynamic;
using System.Globalization;

namespace GrowthBook;

/// <summary>
/// Types of other libraries, by their shape, so that GrowthBook.Pure references none of them: the tokens of
/// Newtonsoft.Json, ASP.NET Core's <c>StringValues</c>, and sequences of pairs such as <c>IQueryCollection</c>.
/// </summary>
internal static class StructuralTypes
{
    /// <summary>Whether a type is a list of texts that may stand for one text, as <c>StringValues</c>.</summary>
    public static bool IsTextOrTexts(Type type) =>
        typeof(IReadOnlyList<string?>).IsAssignableFrom(type) && typeof(IEquatable<string?>).IsAssignableFrom(type);

    /// <summary>One text as a string, several as an array, none as <c>null</c>.</summary>
    public static Value TextOrTexts(IReadOnlyList<string?> texts) => texts.Count switch
    {
        0 => Value.Null.Instance,
        1 => texts[0],
        _ => new Value.Array(texts.Select(text => (Value?)text)),
    };

    /// <summary>The content of a scalar that is a sequence too, as Newtonsoft's <c>JValue</c>.</summary>
    public static object? Content(IConvertible source, Place? place) => source.GetTypeCode() switch
    {
        TypeCode.Empty or TypeCode.DBNull => null,
        TypeCode.Boolean => source.ToBoolean(CultureInfo.InvariantCulture),
        TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 => source.ToInt64(CultureInfo.InvariantCulture),
        TypeCode.Byte or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64 => source.ToUInt64(CultureInfo.InvariantCulture),
        TypeCode.Single => source.ToSingle(CultureInfo.InvariantCulture),
        TypeCode.Double => source.ToDouble(CultureInfo.InvariantCulture),
        TypeCode.Decimal => source.ToDecimal(CultureInfo.InvariantCulture),
        TypeCode.DateTime => source.ToDateTime(CultureInfo.InvariantCulture),
        TypeCode.Char or TypeCode.String => source.ToString(CultureInfo.InvariantCulture),
        _ => Property(source, "Value", place),
    };

    /// <summary>Why objects of a type have no JSON value; a null reference where they have one.</summary>
    /// <param name="type">The type, which is no collection.</param>
    /// <param name="propertyCount">How many public properties and fields it has.</param>
    public static string? WhyNot(Type type, int propertyCount) =>
        IsTask(type) ? "await it, and give its result"
        : typeof(IAsyncResult).IsAssignableFrom(type) || typeof(Delegate).IsAssignableFrom(type) || type.FullName == "System.Threading.CancellationToken"
            ? "convert it to text, a number, a boolean, a collection or an object with properties"
            : propertyCount == 0 ? "it has no public properties" : null;

    /// <summary>Whether a type is that of tasks, or derived from it, as those that the compiler makes are.</summary>
    private static bool IsTask(Type type) => type.FullName?.StartsWith("System.Threading.Tasks.Task", StringComparison.Ordinal) is true || (type.BaseType is { } inner && IsTask(inner));

    /// <summary>Whether an object is a token of Newtonsoft.Json: a dynamic sequence of its own kind.</summary>
    public static bool IsToken(IEnumerable source) => source is IDynamicMetaObjectProvider && IsTree(source.GetType());

    /// <summary>Why a token has no JSON value; a null reference where it has one.</summary>
    public static string? WhyNot(IEnumerable token) => Property(token, "Type", null)?.ToString() switch
    {
        "Property" => "it is a member without its object",
        "Raw" => "it is JSON text; parse it",
        "Constructor" or "Comment" => "it is no JSON",
        _ => null,
    };

    /// <summary>Whether objects of a type have a name and a value: a pair, or a group of elements by their key.</summary>
    public static bool IsPair(Type type) => IsGeneric(type, typeof(KeyValuePair<,>)) || IsGroup(type);

    /// <summary>The name and the value of a member: of a pair, of a group, which is its own value, or of an object with those properties, as Newtonsoft's <c>JProperty</c>.</summary>
    public static (object? Key, object? Value) Pair(object pair, Place place) => IsGroup(pair.GetType())
        ? (Property(pair, "Key", place), pair)
        : (Property(pair, IsGeneric(pair.GetType(), typeof(KeyValuePair<,>)) ? "Key" : "Name", place), Property(pair, "Value", place));

    /// <summary>Whether the elements of a sequence are pairs, also of one without elements.</summary>
    public static bool HasPairs(Type type) => Elements(type).Any(IsPair);

    /// <summary>Whether a sequence has groups, or pairs of scalars, and is no dictionary to System.Text.Json, as <c>IQueryCollection</c>.</summary>
    public static bool HasPairsOfScalars(Type type) => Elements(type).Any(element =>
            IsGeneric(element, typeof(IGrouping<,>)) || (IsGeneric(element, typeof(KeyValuePair<,>)) && IsScalar(element.GetGenericArguments()[1])))
        && !typeof(IDictionary).IsAssignableFrom(type)
        && !Interfaces(type).Any(candidate => IsGeneric(candidate, typeof(IDictionary<,>)) || IsGeneric(candidate, typeof(IReadOnlyDictionary<,>)));

    /// <summary>Whether a type is a sequence of its own kind, as Newtonsoft's <c>JToken</c>.</summary>
    public static bool IsTree(Type type) => Elements(type).Any(element =>
        typeof(IEnumerable).IsAssignableFrom(element) && element.IsAssignableFrom(type));

    // Most elements are scalars, for which listing the interfaces would take longer than the conversion.
    private static bool IsGroup(Type type) =>
        typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string) && Interfaces(type).Any(candidate => IsGeneric(candidate, typeof(IGrouping<,>)));

    private static bool IsScalar(Type type) => type.IsPrimitive || type == typeof(string) || IsTextOrTexts(type);

    private static IEnumerable<Type> Elements(Type type) => Interfaces(type)
        .Where(candidate => IsGeneric(candidate, typeof(IEnumerable<>)))
        .Select(candidate => candidate.GetGenericArguments()[0]);

#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A sequence whose interfaces were removed is an array.")]
#endif
    private static IEnumerable<Type> Interfaces(Type type) => type.IsInterface ? [type, .. type.GetInterfaces()] : type.GetInterfaces();

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

#if NET
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(KeyValuePair<,>))]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A property that was removed is an error that names the type.")]
#endif
    private static object? Property(object source, string name, Place? place) =>
        source.GetType().GetProperty(name) is { } property
            ? property.GetValue(source)
            : throw Place.Fault(place, source, $"it has no property {name}; convert it to a dictionary of objects");
}
