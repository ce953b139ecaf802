using Microsoft.Extensions.Configuration;

namespace GrowthBook.Client;

/// <summary>A change of a named client's parts, registered by its builder.</summary>
internal sealed record ClientServicesChange(string Client, Func<IServiceProvider, ClientServices, ClientServices> Change);

/// <summary>Marks that a client's payload comes from a source object, so that its options need no client key.</summary>
internal sealed record SourceIsGiven(string Client);

/// <summary>Marks a call that sets options of a client.</summary>
internal sealed record OptionsCall(string Client);

/// <summary>A configuration that sets options of a client.</summary>
internal sealed record OptionsConfiguration(string Client, IConfiguration Configuration);
