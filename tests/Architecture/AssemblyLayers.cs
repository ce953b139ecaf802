namespace GrowthBook.Architecture;

/// <summary>The tests that every layered assembly passes.</summary>
public abstract class AssemblyLayers
{
    private readonly string _assembly;
    private readonly Layers _layers;
    private readonly IReadOnlyList<SourceFile> _files;

    private protected AssemblyLayers(string assembly, Layers layers)
    {
        _assembly = assembly;
        _layers = layers;
        _files = ProjectSources.Of(assembly);
    }

    [Fact]
    public void Sources_compile() => Assert.Empty(SourceCompilation.Errors(_assembly, _files));

    [Fact]
    public void Folders_use_lower_layers_only()
    {
        var faults = LayerFaults.Of(_assembly, _files, _layers, ProjectSources.FrameworksOf(_assembly)).ToArray();
        Assert.True(faults.Length == 0, $"{faults.Length} faults in the layers of {_assembly}:\n{string.Join("\n", faults)}");
    }
}
