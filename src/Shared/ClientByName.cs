using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>Finds the client that an option names.</summary>
internal static class ClientByName
{
    /// <summary>Returns the registered client.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The client's name; empty for the client without one.</param>
    /// <param name="option">The option with the name, for the message.</param>
    /// <exception cref="InvalidOperationException">There is none; the message says how to mend that.</exception>
    public static GrowthBookClient Of(IServiceProvider services, string name, string option) =>
        (name.Length == 0 ? services.GetService<GrowthBookClient>() : services.GetKeyedService<GrowthBookClient>(name))
        ?? throw new InvalidOperationException(name.Length == 0
            ? $"the services have no GrowthBook client without a name; call AddGrowthBook(…), or set {option}"
            : $"the services have no GrowthBook client `{name}`; call AddGrowthBook(\"{name}\", …), or correct {option}");
}
