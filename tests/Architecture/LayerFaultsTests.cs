namespace GrowthBook.Architecture;

public sealed class LayerFaultsTests
{
    private static readonly Layers Layers = new(["Low"], ["Left", "Right"], [Layers.Root]);

    [Fact]
    public void Uses_of_lower_layers_are_no_fault() => Assert.Empty(FaultsOf(
        ("Low", "class Low;"),
        ("Left", "class Left : Low;"),
        ("Right", "class Right { Low? Field; }"),
        (Layers.Root, "class Top { Left? A; Right? B; Low? C; }")));

    [Fact]
    public void A_use_against_the_order_names_file_line_and_both_types()
    {
        var faults = FaultsOf(("Low", "class Low\n{\n    Top? Field;\n}"), ("Left", "class Left;"), ("Right", "class Right;"), (Layers.Root, "class Top;"));
        Assert.Equal(["Low/1.cs:3: Low → (root): Low uses Top against the order"], faults);
    }

    [Fact]
    public void Folders_that_use_each_other_are_a_cycle()
    {
        var faults = FaultsOf(("Low", "class Low;"), ("Left", "class Left { Right? R; }"), ("Right", "class Right { Left? L; }"), (Layers.Root, "class Top;"));
        Assert.Equal(3, faults.Count);
        Assert.Equal("cycle of Left, Right:\n  Left/2.cs:1: Left → Right: Left uses Right\n  Right/3.cs:1: Right → Left: Right uses Left", faults[2]);
    }

    [Theory]
    [InlineData("class Left { object M() => new Dictionary<string, Right[]>(); }")]
    [InlineData("class Left { void M((int, Right) pair) { } }")]
    [InlineData("class Left { void M() { var made = Maker.Make(); } }", "static class Maker { public static Right Make() => new(); }")]
    [InlineData("class Left { int M(string text) => text.Extended(); }", "static class Extensions { public static int Extended(this string text) => 0; }")]
    [InlineData("class Left { string M() => nameof(Right); }")]
    [InlineData("class Left<T> where T : Right;")]
    [InlineData("[Marked] class Left;", "class MarkedAttribute : Attribute;")]
    [InlineData("class Left {\n#if NETSTANDARD2_0\n    Right? Field;\n#endif\n}")]
    [InlineData("class Left {\n#if NET\n    Right? Field;\n#endif\n}")]
    public void Every_kind_of_use_counts(string left, string right = "")
    {
        var faults = FaultsOf(("Low", "class Low;"), ("Left", left), ("Right", "class Right;" + right), (Layers.Root, "class Top;"));
        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.Contains("Left → Right", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_without_a_layer_and_a_layer_without_a_file_are_faults() => Assert.Equal(
        ["the folder Other is in no layer", "the layer (root) has no file"],
        FaultsOf(("Low", "class Low;"), ("Left", "class Left;"), ("Right", "class Right;"), ("Other", "class Other;")));

    [Fact]
    public void A_type_is_declared_in_one_folder() => Assert.Equal(
        ["Low is declared in several folders: Low, Left"],
        FaultsOf(("Low", "partial class Low;"), ("Left", "partial class Low;"), ("Right", "class Right;"), (Layers.Root, "class Top;")));

    [Fact]
    public void An_unknown_type_is_an_error() => Assert.Contains(
        SourceCompilation.Errors("Test", [new SourceFile("Low/1.cs", "Low", "class Low : Missing;")]),
        error => error.Contains("CS0246", StringComparison.Ordinal));

    private static List<string> FaultsOf(params (string Folder, string Text)[] files) => [.. LayerFaults.Of(
        "Test", [.. files.Select((file, index) => new SourceFile($"{file.Folder}/{index + 1}.cs", file.Folder, file.Text))], Layers, TargetFramework.All)];
}
