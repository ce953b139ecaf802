namespace FlagServer;

/// <summary>What the server serves, and where.</summary>
internal sealed record Settings
{
    /// <summary>The addresses on which it listens.</summary>
    public required string[] Urls { get; init; }

    /// <summary>A payload for every client key, or for <see cref="ClientKeys"/>.</summary>
    public string? PayloadFile { get; init; }

    /// <summary>A folder with a payload <c>KEY.json</c> for each client key.</summary>
    public string? Folder { get; init; }

    /// <summary>A GrowthBook server, proxy or flag server with the payloads of <see cref="ClientKeys"/>.</summary>
    public string? Upstream { get; init; }

    public string[] ClientKeys { get; init; } = [];

    /// <summary>A folder that keeps the payloads of the upstream server for a start without it.</summary>
    public string? Cache { get; init; }

    public string? DecryptionKey { get; init; }

    /// <summary>The keys of which an OFREP request needs one.</summary>
    public string[] ApiKeys { get; init; } = [];

    /// <summary>Whether payloads stay on the server.</summary>
    public bool OnlyEvaluates { get; init; }

    /// <summary>How long clients and caches may use a payload without asking.</summary>
    public TimeSpan MaxAge { get; init; }
}
