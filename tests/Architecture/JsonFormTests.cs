using System.Reflection;
using System.Text.Json.Serialization;

namespace GrowthBook.Architecture;

/// <summary>A public record or enum has a JSON form, or refuses JSON because it holds objects of the running program.</summary>
public sealed class JsonFormTests
{
    private static readonly Type[] Data = [.. ApplicationLibraries.All.SelectMany(library => library.GetExportedTypes()).Where(IsData)];

    [Fact]
    public void A_public_record_or_enum_has_a_JSON_converter() => Assert.Equal([], Data.Where(type => ConverterOf(type) is null));

    [Fact]
    public void A_record_that_refuses_JSON_holds_an_object_of_the_running_program()
    {
        var refusing = Data.Where(IsRefusing).ToArray();

        Assert.NotEmpty(refusing);
        Assert.Equal([], refusing.Where(type => !Family(type).SelectMany(Parts).Any(IsLive)));
    }

    /// <summary>The types with structural equality, and the enums. <see cref="Parsed{T}"/> has the form that System.Text.Json gives it.</summary>
    private static bool IsData(Type type) =>
        type.IsEnum || (!type.IsGenericTypeDefinition && typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type));

    private static Type? ConverterOf(Type type) => type.GetCustomAttribute<JsonConverterAttribute>(false)?.ConverterType;

    private static bool IsRefusing(Type type) =>
        ConverterOf(type) is { IsGenericType: true } converter && converter.GetGenericTypeDefinition() == typeof(Client.LiveRecordJsonConverter<>);

    /// <summary>The cases of the hierarchy that a type belongs to, or the type alone.</summary>
    private static IEnumerable<Type> Family(Type type) =>
        (type.IsAbstract ? type : type.BaseType is { IsAbstract: true, IsClass: true } parent && parent != typeof(ValueType) ? parent : null) is { } root
            ? Data.Where(root.IsAssignableFrom)
            : [type];

    private static IEnumerable<Type> Parts(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => property.PropertyType)
        .SelectMany(part => part.IsGenericType ? part.GetGenericArguments() : [part]);

    /// <summary>Whether instances belong to the running program: services, functions, exceptions, and classes that have no JSON form.</summary>
    private static bool IsLive(Type type) => type.IsInterface || type == typeof(object) || typeof(Delegate).IsAssignableFrom(type)
        || typeof(Exception).IsAssignableFrom(type) || IsRefusing(type)
        || (type.IsClass && type != typeof(string) && ConverterOf(type) is null);
}
