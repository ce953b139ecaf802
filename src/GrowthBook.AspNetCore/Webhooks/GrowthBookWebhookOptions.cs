namespace GrowthBook.AspNetCore;

/// <summary>How an endpoint receives GrowthBook's SDK webhooks.</summary>
public sealed class GrowthBookWebhookOptions
{
    /// <summary>The name of the client that gets the payloads; the empty name is the default client. Default: <c>null</c>, the client of <c>AddAspNetCore</c>, or else the default client.</summary>
    public string? ClientName { get; set; }

    /// <summary>The bytes that the body of a request may have, 1 or more. Default: 16 MiB.</summary>
    public int MaxBytes { get; set; } = 16 * 1024 * 1024;

    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal void ThrowIfInvalid()
    {
        if (MaxBytes < 1)
            throw new ArgumentException($"GrowthBookWebhookOptions.MaxBytes: must be 1 or more, was {MaxBytes}");
    }
}
