using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Client;

/// <summary>
/// A payload with its origin, age and errors. Immutable: evaluations with a snapshot are unaffected by later refreshes.
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
        Fault = payload.FeatureKeys.Count == 0 ? errors.FirstOrDefault(PayloadText.CostsTheFeatures) : null;
    }

    /// <summary>The compiled payload.</summary>
    public Payload Payload { get; }

    /// <summary>The errors found while parsing; malformed parts are left out and the rest is used.</summary>
    public ImmutableArray<PayloadError> Errors { get; }

    /// <summary>Where it came from: <see cref="PayloadOrigin.Init"/>, <see cref="PayloadOrigin.Cache"/> or <see cref="PayloadOrigin.Network"/>.</summary>
    public PayloadOrigin Origin { get; }

    /// <summary>When its source last confirmed that it is the current payload.</summary>
    public DateTimeOffset FetchedAt { get; }

    /// <summary>When the server last changed it; <c>null</c> if the server sent no date or an invalid one.</summary>
    public DateTimeOffset? DateUpdated { get; }

    /// <summary>The server's entity tag with its quotes; <c>null</c> if it sent none.</summary>
    public string? ETag { get; }

    /// <summary>How long the server allows its use, counted from <see cref="FetchedAt"/>.</summary>
    public CacheLifetime Lifetime { get; }

    internal ContentHash Hash { get; }

    /// <summary>The JSON text for the cache; empty without a cache.</summary>
    internal ReadOnlyMemory<byte> Json { get; }

    /// <summary>Why the features could not be read, such as a wrong decryption key; <c>null</c> if they could.</summary>
    internal PayloadError? Fault { get; }

    /// <summary>Whether the payload has features that could not be read.</summary>
    internal bool LacksFeatures => Fault is not null;

    /// <summary>The freshness of the payload at a time.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The freshness; payloads of the application itself are always fresh.</returns>
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

    /// <summary>The same payload with a later confirmation.</summary>
    internal PayloadSnapshot Confirmed(PayloadOrigin origin, DateTimeOffset fetchedAt, string? eTag, CacheLifetime lifetime) =>
        new(Payload, Errors, origin, fetchedAt, eTag ?? ETag, lifetime, Hash, Json);

    private static DateTimeOffset? ReadDate(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : null;
}
