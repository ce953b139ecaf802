namespace GrowthBook.Client;

/// <summary>A client that <c>AddGrowthBook</c> registered, also if a library has changed its registration.</summary>
/// <param name="Name">Its name.</param>
internal sealed record AddedClient(string Name);
