#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// The <c>init</c> members of a type that source-generated metadata set to <c>default</c> where a value does not have them, although their
/// initializer has another value. A new instance has that value: the constructor is called once for a type.
/// </summary>
internal sealed class LostInitializers
{
    private static readonly ConditionalWeakTable<JsonTypeInfo, LostInitializers> Known = new();

    private readonly bool[] _isLost;

    private LostInitializers(JsonTypeInfo type)
    {
        var made = Make(type.Type);
        _isLost = [.. type.Properties.Select(member => made is not null && IsLost(member, made))];
    }

    /// <summary>Whether the initializer of a member is lost. Unknown, and <c>false</c>, where the constructor is trimmed or throws.</summary>
    /// <param name="type">The metadata of the type.</param>
    /// <param name="index">The index of the member in the properties of the type.</param>
    public static bool Has(JsonTypeInfo type, int index) => Known.GetValue(type, static type => new(type))._isLost[index];

    private static bool IsLost(JsonPropertyInfo member, object made)
    {
        try
        {
            return member is { AssociatedParameter.IsMemberInitializer: true, Get: { } get } && get(made) is { } value
                && !(member.PropertyType.IsValueType && Nullable.GetUnderlyingType(member.PropertyType) is null && value.Equals(Default(member.PropertyType)));
        }
        catch (Exception) // a getter of the type may throw anything
        {
            return false;
        }
    }

    /// <summary>An instance of the constructor without parameters, or of the only one with its defaults; <c>null</c> without one that takes them.</summary>
#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Without its constructor a type is read as System.Text.Json reads it; the documentation says so.")]
#endif
    private static object? Make(Type type)
    {
        try
        {
            var all = type.GetConstructors();
            var constructor = Array.Find(all, constructor => constructor.GetParameters().Length == 0) ?? (all is [var only] ? only : null);
            return constructor?.Invoke(Array.ConvertAll(constructor.GetParameters(), parameter => parameter.HasDefaultValue ? parameter.DefaultValue : null));
        }
        catch (Exception) // a constructor of the type may throw anything
        {
            return null;
        }
    }

#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The default of a value type needs no constructor.")]
    private static object Default(Type type) => RuntimeHelpers.GetUninitializedObject(type);
#else
    private static object Default(Type type) => System.Runtime.Serialization.FormatterServices.GetUninitializedObject(type);
#endif
}
