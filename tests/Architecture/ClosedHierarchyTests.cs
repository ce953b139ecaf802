using System.Reflection;
using Microsoft.CodeAnalysis;

namespace GrowthBook.Architecture;

/// <summary>
/// No other assembly can add a case to a public hierarchy. A private constructor does not ensure this for a record:
/// its copy constructor is protected. Each test compiles a derived type outside of the libraries.
/// </summary>
public sealed class ClosedHierarchyTests
{
    private static readonly Assembly[] Libraries = [.. ApplicationLibraries.All, Assembly.Load("GrowthBook.Analysis"), Assembly.Load("gb")];

    private static readonly Type[] Open = [.. Libraries
        .SelectMany(library => library.GetExportedTypes())
        .Where(type => type is { IsClass: true, IsSealed: false })];

    public static TheoryData<Type> AbstractTypes => [.. Open.Where(type => type.IsAbstract)];

    [Theory]
    [MemberData(nameof(AbstractTypes))]
    public void Other_assemblies_cannot_derive_from_a_public_abstract_type(Type type) =>
        Assert.Contains(Errors(type), error => error.Id is "CS0534" or "CS0122" || (error.Id == "CS1729" && HasOnlyInternalConstructors(type)));

    private static bool HasOnlyInternalConstructors(Type type) => type
        .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .All(constructor => constructor.IsPrivate || constructor.IsAssembly || constructor.IsFamilyAndAssembly);

    [Fact]
    public void Public_classes_that_are_not_abstract_are_sealed() => Assert.All(Open, type => Assert.True(type.IsAbstract, $"{type}"));

    [Fact]
    public void The_hierarchies_include_values_effects_and_refreshes() => Assert.Superset(
        new HashSet<Type> { typeof(Value), typeof(Effect), typeof(Client.RefreshResult) },
        Open.ToHashSet());

    [Fact]
    public void A_private_constructor_alone_leaves_a_record_open() => Assert.Empty(Errors(typeof(HalfClosed)));

    /// <summary>The errors of a record that derives from a type and overrides each of its accessible abstract members.</summary>
    private static IEnumerable<Diagnostic> Errors(Type type) => SourceCompilation
        .Of("Foreign", [new SourceFile("Foreign.cs", Layers.Root, Derived(type))], TargetFramework.Net10)
        .GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static string Derived(Type type)
    {
        var name = "global::" + type.FullName!.Replace('+', '.');
        var isRecord = type.GetMethod("<Clone>$") is not null;
        var overrides = type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(Override);
        return $$"""
            public sealed {{(isRecord ? "record" : "class")}} Foreign : {{name}}
            {
                {{(isRecord ? $"public Foreign({name} original) : base(original) {{ }}" : "")}}
                {{string.Join("\n    ", overrides)}}
            }
            """;
    }

    private static string Override(MemberInfo member) => member switch
    {
        PropertyInfo { GetMethod: { IsAbstract: true } getter } property when Access(getter) is { } access =>
            $"{access} override {NameOf(property.PropertyType)} {property.Name} => default!;",
        MethodInfo { IsAbstract: true, IsSpecialName: false } method when Access(method) is { } access && method.Name != "<Clone>$" =>
            $"{access} override {NameOf(method.ReturnType)} {method.Name}({Parameters(method)}) => throw new Exception();",
        _ => "",
    };

    /// <summary>How another assembly writes the access; <c>null</c>: it cannot override the member.</summary>
    private static string? Access(MethodInfo method) =>
        method.IsPublic ? "public" : method.IsFamily || method.IsFamilyOrAssembly ? "protected" : null;

    private static string Parameters(MethodInfo method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{NameOf(parameter.ParameterType)} {parameter.Name}"));

    private static string NameOf(Type type) => type == typeof(void)
        ? "void"
        : type.IsGenericType
            ? $"global::{type.GetGenericTypeDefinition().FullName!.Split('`')[0].Replace('+', '.')}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : "global::" + type.FullName!.Replace('+', '.');
}

/// <summary>An open hierarchy, as a control: only its copy constructor is accessible.</summary>
public abstract record HalfClosed
{
    private protected HalfClosed()
    {
    }

    public abstract string? Text { get; }

    public abstract IReadOnlyList<int> Numbers();
}
