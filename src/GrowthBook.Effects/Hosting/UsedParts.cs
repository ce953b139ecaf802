namespace GrowthBook.Client;

/// <summary>The parts of a kind that the clients of a container have.</summary>
internal sealed class UsedParts
{
    private readonly List<object> _parts = [];
    private readonly PartProvider[] _providers;

    public UsedParts(IEnumerable<object?> parts, PartProvider[] providers)
    {
        _providers = providers;
        foreach (var part in parts)
        {
            if (part is not null)
                _parts.AddRange([part, WrappedPart.Of(part)]);
        }
        HasServices = _parts.Exists(part => providers.Any(provider => provider.IsService(part)));
    }

    /// <summary>Whether some of the parts are services of the container.</summary>
    public bool HasServices { get; }

    public bool Has(object instance) => _parts.Exists(part => ReferenceEquals(part, instance));

    public bool Has(Type type) => _parts.Exists(part => part.GetType() == type);

    /// <summary>Whether functions of the clients' builders asked the container for the type.</summary>
    public bool HasTaken(Type type) => _providers.Any(provider => provider.HasTaken(type));
}
