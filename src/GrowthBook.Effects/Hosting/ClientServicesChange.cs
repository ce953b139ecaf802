namespace GrowthBook.Client;

/// <summary>A change of a named client's parts, registered by its builder.</summary>
internal sealed record ClientServicesChange(string Client, Func<IServiceProvider, ClientServices, ClientServices> Change);

/// <summary>Says that a named client's payload comes from a source given as an object, so that its options need no client key.</summary>
internal sealed record SourceIsGiven(string Client);
