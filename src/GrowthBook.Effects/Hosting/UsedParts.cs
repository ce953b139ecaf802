namespace GrowthBook.Client;

/// <summary>The parts of a kind that the clients of a container have.</summary>
internal sealed class UsedParts
{
    private readonly List<object> _parts = [];
    private readonly PartProvider[] _providers;

    public UsedParts(IEnumerable<object?> parts, Type kind, PartProvider[] providers)
    {
        _providers = providers;
        foreach (var part in parts)
        {
            if (part is not null)
                _parts.AddRange([part, WrappedPart.Of(part)]);
        }
        Taken = [.. providers.SelectMany(provider => provider.Services)];
        HasServices = Taken.Exists(kind.IsInstanceOfType);
    }

    /// <summary>The services that functions of the clients' builders took from the container: parts, and what parts are made of.</summary>
    public List<object> Taken { get; }

    /// <summary>Whether some of the services are of the kind.</summary>
    public bool HasServices { get; }

    public bool Has(object instance) => _parts.Concat(Taken).Any(part => ReferenceEquals(part, instance));

    public bool Has(Type type) => _parts.Concat(Taken).Any(part => part.GetType() == type);

    /// <summary>Whether functions of the clients' builders asked the container for the type.</summary>
    public bool HasTaken(Type type) => _providers.Any(provider => provider.HasTaken(type));
}
