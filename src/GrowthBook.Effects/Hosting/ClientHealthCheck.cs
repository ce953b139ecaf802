using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GrowthBook.Client;

/// <summary>The registration of a client's health check, to which later calls with the same name add.</summary>
internal sealed record ClientHealthCheck(string Client, string Name, HealthStatus? Status, TimeSpan? MaxAge, ImmutableArray<string> Tags)
{
    /// <summary>Registers the check, or changes an earlier one of the client that has its name.</summary>
    public void AddTo(IServiceCollection services)
    {
        var earlier = services.FirstOrDefault(service => !service.IsKeyedService && IsSame(service.ImplementationInstance as ClientHealthCheck));
        services.AddSingleton(earlier?.ImplementationInstance is ClientHealthCheck check ? ChangeOf(check) : this);
        if (earlier is not null)
        {
            services.Remove(earlier);
            return;
        }
        services.AddHealthChecks();
        services.AddOptions<HealthCheckServiceOptions>().Configure<IEnumerable<ClientHealthCheck>>(
            (options, checks) => options.Registrations.Add(checks.First(IsSame).Registration()));
    }

    private bool IsSame(ClientHealthCheck? other) => other is not null && (other.Client, other.Name) == (Client, Name);

    private ClientHealthCheck ChangeOf(ClientHealthCheck earlier) => new(
        Client, Name, Status ?? earlier.Status, MaxAge ?? earlier.MaxAge, [.. earlier.Tags.Union(Tags, StringComparer.Ordinal)]);

    private HealthCheckRegistration Registration() => new(
        Name, provider => new GrowthBookHealthCheck(GrowthBookRegistration.ClientOf(provider, Client), MaxAge), Status, Tags);
}
