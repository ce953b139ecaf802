namespace GrowthBook.Client;

/// <summary>A client whose parts were not cleared.</summary>
/// <param name="Name">Its name.</param>
internal sealed record RegisteredClient(string Name);
