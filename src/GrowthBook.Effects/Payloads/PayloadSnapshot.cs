using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Client;

/// <summary>
/// A payload and what is known of it. Immutable: whoever holds one evaluates with this payload, whatever comes later.
/// </summary>
public sealed class PayloadSnapshot
{
    internal PayloadSnapshot(
        Payload payload, ImmutableArray<PayloadError> errors, PayloadOrigin origin, DateTimeOffset fetchedAt,
        string? eTag, CacheLifetime lifetime, ContentHash hash, ReadOnlyMemory<byte> json)
    {
        (Payload, Errors, Origin, FetchedAt) = (payload, errors, origin, fetchedAt);
        (ETag, Lifetime, Hash, Json) = (eTag, lifetime, hash, json);
        DateUpdated = ReadDate(payload.DateUpdated);
        Fault = payload.FeatureKeys.Count == 0 ? errors.FirstOrDefault(CostsTheFeatures) : null;
    }

    /// <summary>The compiled payload.</summary>
    public Payload Payload { get; }

    /// <summary>What was found wrong when the payload was read; its other parts are used.</summary>
    public ImmutableArray<PayloadError> Errors { get; }

    /// <summary>Where it came from: <see cref="PayloadOrigin.Init"/>, <see cref="PayloadOrigin.Cache"/> or <see cref="PayloadOrigin.Network"/>.</summary>
    public PayloadOrigin Origin { get; }

    /// <summary>When its source last confirmed that it is the current payload.</summary>
    public DateTimeOffset FetchedAt { get; }

    /// <summary>When the server last changed it; <c>null</c> where it did not say or what it said is no date.</summary>
    public DateTimeOffset? DateUpdated { get; }

    /// <summary>The server's entity tag with its quotes; <c>null</c> where it sent none.</summary>
    public string? ETag { get; }

    /// <summary>How long it is meant to be used, counted from <see cref="FetchedAt"/>.</summary>
    public CacheLifetime Lifetime { get; }

    internal ContentHash Hash { get; }

    /// <summary>The JSON text, kept for the cache; empty where there is none.</summary>
    internal ReadOnlyMemory<byte> Json { get; }

    /// <summary>Why there are no features although the server sent some, as when the decryption key is another's.</summary>
    internal PayloadError? Fault { get; }

    /// <summary>Whether the features are there but could not be read.</summary>
    internal bool LacksFeatures => Fault is not null;

    /// <summary>How old the payload is, measured by how long it is meant to live.</summary>
    /// <param name="now">The present time.</param>
    /// <returns>The freshness. Payloads given by the application never age.</returns>
    public PayloadFreshness FreshnessAt(DateTimeOffset now)
    {
        if (Origin == PayloadOrigin.Init)
            return PayloadFreshness.Fresh;
        var beyond = now - FetchedAt - (Lifetime.MaxAge ?? TimeSpan.Zero);
        return beyond <= TimeSpan.Zero ? PayloadFreshness.Fresh
            : beyond <= (Lifetime.StaleWhileRevalidate ?? TimeSpan.Zero) ? PayloadFreshness.Revalidating
            : beyond <= (Lifetime.StaleIfError ?? TimeSpan.MaxValue) ? PayloadFreshness.Stale
            : PayloadFreshness.Expired;
    }

    /// <summary>The same payload, confirmed again.</summary>
    internal PayloadSnapshot Confirmed(PayloadOrigin origin, DateTimeOffset fetchedAt, string? eTag, CacheLifetime lifetime) =>
        new(Payload, Errors, origin, fetchedAt, eTag ?? ETag, lifetime, Hash, Json);

    internal static bool CostsTheFeatures(PayloadError error) =>
        error.Severity != ErrorSeverity.Warning && error.Path is "$" or "$.features" or "$.encryptedFeatures";

    private static DateTimeOffset? ReadDate(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : null;
}
