using System.Reflection;

namespace GrowthBook.Client;

/// <summary>A source that reads a payload from a resource of an assembly (<c>&lt;EmbeddedResource Include="features.json" /&gt;</c>); the JSON text may have comments and trailing commas.</summary>
public sealed class EmbeddedPayloadSource : IPayloadSource
{
    private readonly Assembly _assembly;
    private readonly string _name;

    /// <summary>Creates a source.</summary>
    /// <param name="assembly">The assembly that contains the resource.</param>
    /// <param name="name">The resource's full name, such as <c>MyApp.features.json</c>, or its end if only one resource has that end.</param>
    public EmbeddedPayloadSource(Assembly assembly, string name)
    {
        _assembly = assembly ?? throw new ArgumentNullException(nameof(assembly));
        _name = name ?? throw new ArgumentNullException(nameof(name));
    }

    /// <summary>The resource in log lines.</summary>
    internal string Place => $"the resource `{_name}`";

    /// <inheritdoc/>
    public PayloadOrigin Origin => PayloadOrigin.Init;

    /// <inheritdoc/>
    public async ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken)
    {
        using var resource = Open();
        if (resource is null)
            return new PayloadFetch.Failed(PayloadFailureReason.NotFound, Missing());
        using var content = new MemoryStream();
        await resource.CopyToAsync(content, 81920, cancellationToken).ConfigureAwait(false);
        return new PayloadFetch.Loaded(RelaxedJson.ToStrict(content.ToArray()));
    }

    private Stream? Open()
    {
        if (_assembly.GetManifestResourceStream(_name) is { } exact)
            return exact;
        var names = _assembly.GetManifestResourceNames().Where(name => name.EndsWith("." + _name, StringComparison.Ordinal)).ToArray();
        return names.Length == 1 ? _assembly.GetManifestResourceStream(names[0]) : null;
    }

    private string Missing()
    {
        var names = _assembly.GetManifestResourceNames();
        var present = names.Length == 0 ? "it has none" : "it has " + string.Join(", ", names.Select(name => $"`{name}`"));
        return $"the assembly `{_assembly.GetName().Name}` has no single resource `{_name}`; {present}";
    }
}
