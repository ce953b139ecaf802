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
    /// <summary>What was found for each type, which is without parameters where a type has no such constructor.</summary>
    private static readonly ConditionalWeakTable<JsonTypeInfo, StructConstructor> Known = new();

    private readonly ParameterInfo?[] _parameters;

    private StructConstructor(ParameterInfo?[] parameters) => _parameters = parameters;

    /// <summary>The constructor of a type; <c>null</c> for a class, and for a struct that the serializer reads as its author means.</summary>
    public static StructConstructor? Of(JsonTypeInfo type) => type is { Kind: JsonTypeInfoKind.Object, Type.IsValueType: true }
        && Known.GetValue(type, static type => new(ParametersOf(type))) is { _parameters.Length: > 0 } found ? found : null;

    /// <summary>Has the serializer start from the defaults of the constructor's parameters. A constructor that refuses them is left out.</summary>
    public static void AddDefaults(JsonTypeInfo type)
    {
        if (type is not { Kind: JsonTypeInfoKind.Object, Type.IsValueType: true } || Find(type) is not { } constructor)
            return;
        var parameters = constructor.GetParameters();
        if (!Array.Exists(parameters, parameter => Default(parameter) is not null))
            return;
        try
        {
            var made = constructor.Invoke(Array.ConvertAll(parameters, Default)); // null is the default of a value type
            type.CreateObject = () => RuntimeHelpers.GetObjectValue(made)!; // a copy, because the serializer sets members of it
        }
        catch (TargetInvocationException)
        {
            // Unfit reports a missing member with a default.
        }
    }

    /// <summary>The parameter of a member; <c>null</c> if there is none.</summary>
    /// <param name="index">The index of the member in the properties of the type.</param>
    public ParameterInfo? ParameterOf(int index) => _parameters[index];

    /// <summary>Whether a member that a value does not have is read as the default of its parameter.</summary>
    public static bool HasDefault(ParameterInfo parameter, JsonPropertyInfo member, JsonTypeInfo type) => parameter.HasDefaultValue
        && (Default(parameter) is not { } declared
            || declared.Equals(type.CreateObject is { } create ? member.Get?.Invoke(create()) : member.AssociatedParameter?.DefaultValue));

    /// <summary>The default of a parameter; <c>null</c> for that of its type.</summary>
    private static object? Default(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue || parameter.DefaultValue is not { } value)
            return null;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type.IsEnum ? Enum.ToObject(type, value) : value;
    }

    /// <summary>The parameter of each member, bound as the serializer binds those of a class.</summary>
    private static ParameterInfo?[] ParametersOf(JsonTypeInfo type)
    {
        if (Find(type) is not { } constructor)
            return [];
        var parameters = constructor.GetParameters();
        return [.. type.Properties.Select(member => Array.Find(parameters, parameter => Binds(parameter, member)))];
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
        return Array.FindAll(all, constructor => constructor.IsPublic) is [var only] && only.GetParameters().Length > 0
            && !Array.Exists(all, constructor => constructor.IsDefined(typeof(JsonConstructorAttribute)))
            ? only
            : null;
    }

    private static bool IsTuple(Type type) => type is { IsGenericType: true, Namespace: nameof(System) } && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal);
}
