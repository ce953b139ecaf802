namespace GrowthBook.Blazor;

/// <summary>How the user of a circuit, a WebAssembly application or a static page is made.</summary>
public sealed class GrowthBookBlazorOptions
{
    /// <summary>The attributes that are read from the authentication. Default: none.</summary>
    public PrincipalAttributes Attributes { get; } = new();
}
