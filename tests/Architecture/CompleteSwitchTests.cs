namespace GrowthBook.Architecture;

/// <summary>
/// A switch over a closed hierarchy or an enum that ends in <c>UnreachableException</c> names every case. The compiler
/// does not check this for hierarchies, nor for enums once there is a default.
/// </summary>
public sealed class CompleteSwitchTests
{
    private const string Shapes = """
        abstract record Shape { public sealed record Circle(int R) : Shape; public sealed record Square : Shape; }
        enum Color { Red, Green }
        """;

    [Theory]
    [InlineData("GrowthBook.Pure")]
    [InlineData("GrowthBook.Effects")]
    [InlineData("GrowthBook.Redis")]
    [InlineData("GrowthBook.AspNetCore")]
    [InlineData("GrowthBook.FeatureManagement")]
    [InlineData("GrowthBook.Blazor")]
    [InlineData("GrowthBook.Testing")]
    [InlineData("GrowthBook.LanguageExt")]
    [InlineData("GrowthBook.Analysis")]
    [InlineData("GrowthBook.Cli")]
    public void Switches_that_end_in_UnreachableException_name_every_case(string assembly)
    {
        var faults = CompleteSwitches.Faults(assembly, ProjectSources.Of(assembly)).ToArray();
        Assert.True(faults.Length == 0, string.Join("\n", faults));
    }

    [Theory]
    [InlineData("Shape s", "s switch { Shape.Circle => 1, Shape.Square => 2, _ => throw new UnreachableException() }")]
    [InlineData("Shape s", "s switch { Shape.Circle { R: 1 } => 0, Shape.Circle { R: var r } => r, Shape.Square => 2, _ => throw new UnreachableException() }")]
    [InlineData("Shape s", "s switch { Shape.Circle(var r) => r, Shape.Square q => 2, _ => throw new UnreachableException() }")]
    [InlineData("Shape s", "s switch { Shape.Circle or Shape.Square => 1, _ => throw new UnreachableException() }")]
    [InlineData("Shape s", "s switch { Shape.Circle => 1, _ => 2 }")]
    [InlineData("Color c", "c switch { Color.Red => 1, Color.Green => 2, _ => throw new UnreachableException() }")]
    [InlineData("Color c", "c switch { Color.Red or Color.Green => 1, _ => throw new UnreachableException() }")]
    public void A_complete_switch_is_no_fault(string parameter, string expression) => Assert.Empty(Faults(parameter, $"return {expression};"));

    [Theory]
    [InlineData("Shape s", "return s switch { Shape.Circle => 1, _ => throw new UnreachableException() };", "Shape.Square")]
    [InlineData("Shape s", "return s switch { Shape.Circle { R: 1 } => 0, Shape.Square => 2, _ => throw new UnreachableException() };", "Shape.Circle")]
    [InlineData("Shape s", "return s switch { Shape.Circle c when c.R == 1 => 0, Shape.Square => 2, _ => throw new UnreachableException() };", "Shape.Circle")]
    [InlineData("Color c", "return c switch { Color.Red => 1, _ => throw new UnreachableException() };", "Color.Green")]
    [InlineData("Shape s", "switch (s) { case Shape.Square: return 1; default: throw new UnreachableException(); }", "Shape.Circle")]
    [InlineData("Color c", "switch (c) { case Color.Green: return 1; default: throw new UnreachableException(); }", "Color.Red")]
    public void A_missing_case_is_a_fault(string parameter, string body, string missing) =>
        Assert.Equal([$"1.cs:4: the switch does not name {missing}"], Faults(parameter, body));

    [Fact]
    public void A_qualified_name_of_the_exception_counts() => Assert.Equal(
        ["1.cs:4: the switch does not name Color.Green"],
        Faults("Color c", "return c switch { Color.Red => 1, _ => throw new System.Diagnostics.UnreachableException() };"));

    [Fact]
    public void A_switch_over_an_unknown_type_is_a_fault() => Assert.Equal(
        ["1.cs:4: the type of the switch cannot be resolved"],
        Faults("Unknown u", "return u switch { Unknown.Red => 1, _ => throw new UnreachableException() };"));

    private static IEnumerable<string> Faults(string parameter, string body) => CompleteSwitches.Faults("Test",
        [new SourceFile("1.cs", Layers.Root, $"using System.Diagnostics;\n{Shapes}\nclass C {{ int M({parameter}) {{ {body} }} }}")]);
}
