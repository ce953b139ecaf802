#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// The constructor of a struct that System.Text.Json would call if the type were a class: the only public one, with parameters. For a struct the
/// serializer calls it only with <c>[JsonConstructor]</c>, so that a missing member of a struct record is neither reported nor has its default.
/// </summary>
internal sealed class StructConstructor
{
    /// <summary>What was found for each type, which is without members where a type has no such constructor.</summary>
    private static readonly ConditionalWeakTable<JsonTypeInfo, StructConstructor> Known = new();

    /// <summary>The types whose constructor the serializer calls since <see cref="AddDefaults"/>.</summary>
    private static readonly ConditionalWeakTable<JsonTypeInfo, ConstructorInfo> Called = new();

    /// <summary>The parameter of each member, and whether a member that a value does not have is read as its default.</summary>
    private readonly (ParameterInfo? Parameter, bool HasDefault)[] _members;

    private StructConstructor((ParameterInfo? Parameter, bool HasDefault)[] members) => _members = members;

    /// <summary>The constructor of a type; <c>null</c> for a class, and for a struct that the serializer reads as its author means.</summary>
    public static StructConstructor? Of(JsonTypeInfo type) => type is { Kind: JsonTypeInfoKind.Object, Type.IsValueType: true }
        && Known.GetValue(type, static type => new(MembersOf(type))) is { _members.Length: > 0 } found ? found : null;

    /// <summary>Has the serializer start each value from the constructor with the defaults of its parameters. A constructor that refuses them is left out.</summary>
    public static void AddDefaults(JsonTypeInfo type)
    {
        if (type is not { Kind: JsonTypeInfoKind.Object, Type.IsValueType: true } || Find(type) is not { } constructor)
            return;
        var parameters = constructor.GetParameters();
        if (!Array.Exists(parameters, parameter => parameter.HasDefaultValue))
            return;
        try
        {
            var defaults = Array.ConvertAll(parameters, Default); // null is the default of a value type
            constructor.Invoke(defaults);
            type.CreateObject = () => constructor.Invoke(defaults);
            Called.Add(type, constructor);
        }
        catch (Exception)
        {
            // Unfit reports a missing member with a default.
        }
    }

    /// <summary>The parameter of a member; <c>null</c> if there is none.</summary>
    /// <param name="index">The index of the member in the properties of the type.</param>
    public ParameterInfo? ParameterOf(int index) => _members[index].Parameter;

    /// <summary>Whether a member that a value does not have is read as the default of its parameter.</summary>
    /// <param name="index">The index of the member in the properties of the type.</param>
    public bool HasDefault(int index) => _members[index].HasDefault;

    /// <summary>The parameter of each member, bound as the serializer binds those of a class.</summary>
    private static (ParameterInfo? Parameter, bool HasDefault)[] MembersOf(JsonTypeInfo type)
    {
        if (Find(type) is not { } constructor)
            return [];
        var parameters = constructor.GetParameters();
        return
        [
            .. from member in type.Properties
               let parameter = Array.Find(parameters, parameter => Binds(parameter, member))
               select (parameter, parameter is { HasDefaultValue: true } && IsRead(Default(parameter), member, type)),
        ];
    }

    /// <summary>Whether the serializer reads a missing member as a default: it calls the constructor, or starts from the same value.</summary>
    private static bool IsRead(object? declared, JsonPropertyInfo member, JsonTypeInfo type) => declared is null || Called.TryGetValue(type, out _)
        || declared.Equals(type.CreateObject is { } create ? member.Get?.Invoke(create()) : member.AssociatedParameter?.DefaultValue);

    /// <summary>The default of a parameter; <c>null</c> for that of its type.</summary>
    private static object? Default(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue || parameter.DefaultValue is not { } value)
            return null;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return value switch
        {
            _ when type.IsEnum => Enum.ToObject(type, value),
            int number when type == typeof(nint) => (nint)number,
            uint number when type == typeof(nuint) => (nuint)number,
            _ => value,
        };
    }

    private static bool Binds(ParameterInfo parameter, JsonPropertyInfo member) => parameter.ParameterType == member.PropertyType
        && parameter.Name is { } name && member.AttributeProvider is MemberInfo { Name: var own } && EcmaCase.ToLower(name) == EcmaCase.ToLower(own);

    /// <remarks>Metadata with parameters that are no <c>init</c> members call a constructor already: one with the attribute, or that of a pair.</remarks>
#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Without its constructor a struct is read as System.Text.Json reads it; the documentation says so.")]
#endif
    private static ConstructorInfo? Find(JsonTypeInfo type)
    {
        if (IsTuple(type.Type) || type.Properties.Any(member => member.AssociatedParameter is { IsMemberInitializer: false }))
            return null;
        var all = type.Type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return Array.FindAll(all, constructor => constructor.IsPublic) is [var only] && only.GetParameters() is { Length: > 0 } parameters
            && Array.TrueForAll(parameters, parameter => IsReadable(parameter.ParameterType))
            && !Array.Exists(all, constructor => constructor.IsDefined(typeof(JsonConstructorAttribute)))
            ? only
            : null;
    }

    /// <summary>Whether a member can have the type: a constructor with a reference, a pointer or a span is not called.</summary>
    private static bool IsReadable(Type type) => type is { IsByRef: false, IsPointer: false }
        && !type.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == "System.Runtime.CompilerServices.IsByRefLikeAttribute");

    private static bool IsTuple(Type type) => type is { IsGenericType: true, Namespace: nameof(System) } && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal);
}
