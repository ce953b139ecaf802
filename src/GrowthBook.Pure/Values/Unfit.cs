#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// Finds the parts of a value that System.Text.Json reads although the type does not allow them: <c>null</c> elements of lists and
/// dictionaries, missing members of struct records, and with metadata of an application also other missing members and <c>null</c> members. Also
/// objects for a struct without properties, such as a tuple, whose names exist only in the compiler: System.Text.Json reads none of their members. With
/// metadata of a context also objects without a member whose name they have in another case, and in any case those that have it with other separators, unless the type has extension data. Also
/// objects of which nothing is read, because the member has no setter or is a field.
/// </summary>
/// <remarks>Walks the serializer's metadata, which it makes once for a type and keeps in its options, so that nothing is made for each value.</remarks>
/// <param name="ofContext">Whether the metadata are those of a context, which reads names in one case only unless it says otherwise.</param>
internal ref struct Unfit(bool ofContext)
{
    private const string OtherCaseMend = "; give the context a PropertyNamingPolicy or PropertyNameCaseInsensitive = true";

    private const string OtherWordsMend = "; give the options a PropertyNamingPolicy, such as JsonNamingPolicy.SnakeCaseLower, or the member [JsonPropertyName]";

    /// <summary>The most names of an object that are compared with that of a missing member.</summary>
    private const int MostNames = 1_000;

    private NullAnnotations? _annotations;

    private NullAnnotations Annotations => _annotations ??= new();

    /// <summary>The first such part as its JSON path without <c>$</c>, with the reason; <c>null</c> if there is none.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The type. The annotation of its own elements is unknown.</param>
    /// <param name="ofContext">Whether the type's metadata are those of a context.</param>
    public static string? Find(Value value, JsonTypeInfo type, bool ofContext) => new Unfit(ofContext).Find(value, type, null, 0);

    /// <summary>The first such part, if names in another form are the reason; otherwise <c>null</c>. For a value that System.Text.Json refuses.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The type.</param>
    /// <param name="ofContext">Whether the type's metadata are those of a context.</param>
    public static string? InOtherForm(Value value, JsonTypeInfo type, bool ofContext) => Find(value, type, ofContext) is { } part
        && (part.EndsWith(OtherCaseMend, StringComparison.Ordinal) || part.EndsWith(OtherWordsMend, StringComparison.Ordinal)) ? part : null;

    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    /// <param name="member">The member that has the annotation of the type; <c>null</c> if there is none.</param>
    /// <param name="depth">How many types of elements lie between.</param>
    private string? Find(Value value, JsonTypeInfo type, JsonPropertyInfo? member, int depth)
    {
        if (value is Value.Array items)
            return type.Kind == JsonTypeInfoKind.Enumerable ? InElements(items.Items, default, type, member, depth + 1) : null;
        if (value is not Value.Object source)
            return null;
        type = WithoutNullable(type);
        if (source.Count > 0 && IsWithoutMembers(type))
            return " is an object, and the type is a tuple or a struct without properties; use a record";
        if (source.Count > 0 && HasFieldsOnly(type))
            return " is an object, and the type has fields in place of properties; use a record";
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => InMembers(source, type),
            JsonTypeInfoKind.Dictionary => InElements(source.Items, source.Names, type, member, depth + 1),
            _ => null,
        };
    }

    private static bool IsWithoutMembers(JsonTypeInfo type) =>
        type is { Kind: JsonTypeInfoKind.Object, Type.IsValueType: true, Properties.Count: 0 } && Nullable.GetUnderlyingType(type.Type) is null;

    /// <summary>Whether a class has public fields, and nothing that the serializer reads. Trimmed programs lose the fields.</summary>
#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Without its fields a class is read as System.Text.Json reads it.")]
#endif
    private static bool HasFieldsOnly(JsonTypeInfo type) => type is { Kind: JsonTypeInfoKind.Object, Type.IsClass: true, Properties.Count: 0, PolymorphismOptions: null }
        && type.Type.GetFields(BindingFlags.Public | BindingFlags.Instance).Length > 0;

    /// <summary>The metadata of the members: those of a nullable struct have none.</summary>
    private static JsonTypeInfo WithoutNullable(JsonTypeInfo type) =>
        Nullable.GetUnderlyingType(type.Type) is { } underlying && type.Options.TryGetTypeInfo(underlying, out var inner) ? inner : type;

    /// <param name="items">The elements of a list, or the values of a dictionary.</param>
    /// <param name="names">The keys of a dictionary; none for a list.</param>
    /// <param name="type">The type of the list or dictionary.</param>
    /// <param name="member">The member that has the annotation.</param>
    /// <param name="depth">The depth of the elements.</param>
    private string? InElements(ReadOnlySpan<Value> items, ReadOnlySpan<string> names, JsonTypeInfo type, JsonPropertyInfo? member, int depth)
    {
        var element = type.Options.GetTypeInfo(type.ElementType!); // lists and dictionaries have one
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is Value.Null && !Annotations.AllowNull(member, depth, element))
                return $"{Step(names, i)} is null";
            if (Find(items[i], element, member, depth) is { } found)
                return Step(names, i) + found;
        }
        return null;
    }

    private string? InMembers(Value.Object source, JsonTypeInfo type)
    {
        var values = new MemberValues(source, type);
        var members = type.Properties;
        var constructor = StructConstructor.Of(type);
        var (hasMember, takesAll) = (false, HasExtensionData(type.Properties));
        JsonPropertyInfo? unread = null;
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            if (member.IsExtensionData)
            {
                hasMember = true; // it takes each name
                continue;
            }
            var value = values.Of(member);
            if (value is not null && !IsRead(member) && member.Get is not null && !IsPopulated(member, type))
                unread ??= member;
            else
                hasMember |= value is not null;
            if (constructor?.ParameterOf(i) is { } parameter && WhyNotRead(value, member, parameter, constructor.HasDefault(i)) is { } reason)
                return Step(member.Name) + reason + (value is null ? OtherForm(source, member, members) : "");
            if (!IsRead(member))
                continue;
            if (value is null && IsRequired(member))
                return $"{Step(member.Name)} is missing{OtherForm(source, member, members)}";
            if (value is null && member.AssociatedParameter is { IsMemberInitializer: true } && LostInitializers.Has(type, i))
                return $"{Step(member.Name)} is missing, and a source-generated context does not use its initializer: use `set`, or a parameter with a default{OtherForm(source, member, members)}";
            if (value is null && !takesAll && OtherForm(source, member, members) is { Length: > 0 } form)
                return $"{Step(member.Name)} is not read{form}";
            if (value is Value.Null && !IsNullable(member) && !Annotations.AllowNull(member))
                return $"{Step(member.Name)} is null";
            if (value is Value.Array or Value.Object && TypeOf(member) is { } inner && Find(value, inner, member, 0) is { } found)
                return Step(member.Name) + found;
        }
        return hasMember || HasOtherMembers(type) ? null : NotSettable(unread);
    }

    /// <summary>The reason why nothing of an object is read: the type has a member of its name, and System.Text.Json cannot set it.</summary>
    private static string? NotSettable(JsonPropertyInfo? member) => member is null ? null
        : $"{Step(member.Name)} has no public setter, and no other member of the object is read: use `set` or `init`";

    /// <summary>Whether an object can have members that are read and are none of the type: those of derived types, and others that are kept.</summary>
    private static bool HasOtherMembers(JsonTypeInfo type) => type.PolymorphismOptions is not null || HasExtensionData(type.Properties);

    private static bool HasExtensionData(IList<JsonPropertyInfo> members)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].IsExtensionData)
                return true;
        }
        return false;
    }

    /// <summary>Whether the serializer adds to the value that a member without a setter has.</summary>
    private static bool IsPopulated(JsonPropertyInfo member, JsonTypeInfo type) => JsonObjectCreationHandling.Populate
        == (member.ObjectCreationHandling ?? type.PreferredPropertyObjectCreationHandling ?? type.Options.PreferredObjectCreationHandling);

    /// <summary>
    /// The name that an object has in place of a member's, with the mend: the same in another case, which only a context does not read, or with other
    /// separators, such as <c>max_items</c>. Empty if it has none.
    /// </summary>
    private string OtherForm(Value.Object source, JsonPropertyInfo member, IList<JsonPropertyInfo> members)
    {
        var names = source.Names;
        for (var i = 0; i < names.Length && i < MostNames; i++)
        {
            var name = names[i];
            if (name == member.Name || !SimilarName.HaveSameLetters(name, member.Name) || IsOfAnother(name, members))
                continue;
            var isOtherCase = name.Length == member.Name.Length;
            if (ofContext || !isOtherCase)
                return $", and the value has {PlainText.Of(name, PlainText.MaxName)}{(isOtherCase ? OtherCaseMend : OtherWordsMend)}";
        }
        return "";
    }

    private static bool IsOfAnother(string name, IList<JsonPropertyInfo> members)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].Name == name)
                return true;
        }
        return false;
    }

    /// <summary>Why the serializer does not read the member of a struct as its constructor would; <c>null</c> if it does, and for an ignored member.</summary>
    private static string? WhyNotRead(Value? value, JsonPropertyInfo member, ParameterInfo parameter, bool hasDefault)
    {
        const string Cure = "System.Text.Json calls the constructor of a struct only with [JsonConstructor]";
        if (member.Get is null && member.Set is null)
            return null;
        if (value is null)
            return !parameter.HasDefaultValue ? " is missing" : hasDefault ? null : $" is missing, and its default is not used: {Cure}";
        return IsRead(member) ? null : $" has no setter: {Cure}";
    }

    private static bool IsRead(JsonPropertyInfo member) => member.Set is not null || member.AssociatedParameter is not null;

    /// <summary>
    /// Whether a value must have the member. Source-generated metadata treats <c>init</c> members as parameters, and sets a missing one to
    /// <c>default</c> in place of its initializer.
    /// </summary>
    private static bool IsRequired(JsonPropertyInfo member) => member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false } parameter
        && !(parameter.IsMemberInitializer && (parameter.IsNullable || parameter.ParameterType.IsValueType));

    private static bool IsNullable(JsonPropertyInfo member) => member.AssociatedParameter?.IsNullable ?? member.IsSetNullable;

    /// <summary>The type whose parts are looked at; <c>null</c> if the member has a converter of its own, or the metadata lack the type.</summary>
    private static JsonTypeInfo? TypeOf(JsonPropertyInfo member) =>
        member.CustomConverter is null && member.Options.TryGetTypeInfo(member.PropertyType, out var type) ? type : null;

    private static string Step(ReadOnlySpan<string> names, int index) => names.IsEmpty ? $"[{index}]" : Step(names[index]);

    private static string Step(string name) => "." + PlainText.Of(name, PlainText.MaxName);
}
