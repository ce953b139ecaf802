using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Client;

/// <summary>
/// A payload with its origin, age and errors. Immutable except for its growing age: evaluations with a snapshot are unaffected
/// by later refreshes.
/// </summary>
public sealed class PayloadSnapshot
{
    internal PayloadSnapshot(
        Payload payload, ImmutableArray<PayloadError> errors, PayloadOrigin origin, Confirmation confirmation,
        string? eTag, CacheLifetime? serverLifetime, CacheLifetime lifetime, ContentHash hash, ReadOnlyMemory<byte> json)
    {
        (Payload, Errors, Origin, Confirmation) = (payload, errors, origin, confirmation);
        (ETag, ServerLifetime, Lifetime, Hash, Json) = (eTag, serverLifetime, lifetime, hash, json);
        DateUpdated = ReadDate(payload.DateUpdated);
    }

    /// <summary>The compiled payload.</summary>
    public Payload Payload { get; }

    /// <summary>The errors found while parsing; malformed parts are left out and the rest is used.</summary>
    public ImmutableArray<PayloadError> Errors { get; }

    /// <summary>Where it came from: <see cref="PayloadOrigin.Init"/>, <see cref="PayloadOrigin.Cache"/> or <see cref="PayloadOrigin.Network"/>.</summary>
    public PayloadOrigin Origin { get; }

    /// <summary>When its source last confirmed that it is the current payload, by the clock of the machine that asked.</summary>
    public DateTimeOffset FetchedAt => Confirmation.At;

    /// <summary>
    /// The time since its source last confirmed it, zero or more; jumps of the clock do not change it. <c>null</c> if it is unknown,
    /// because it comes from a cache that says that it was confirmed in the future.
    /// </summary>
    public TimeSpan? Age => Confirmation.Age;

    /// <summary>The freshness of the payload now: that of its <see cref="Age"/>, or <see cref="PayloadFreshness.Stale"/> if the age is unknown.</summary>
    public PayloadFreshness Freshness => Age is { } age ? FreshnessAt(age) : PayloadFreshness.Stale;

    /// <summary>When the server last changed it; <c>null</c> if the server sent no date or an invalid one.</summary>
    public DateTimeOffset? DateUpdated { get; }

    /// <summary>The server's entity tag with its quotes; <c>null</c> if it sent none.</summary>
    public string? ETag { get; }

    /// <summary>How long it may be used, counted from its last confirmation: as the options say, completed by what the server said.</summary>
    public CacheLifetime Lifetime { get; }

    /// <summary>What the server said, which a cache stores: another process may have other options. <c>null</c> if it is unknown, as it is with an entry of a cache that does not store it.</summary>
    internal CacheLifetime? ServerLifetime { get; }

    /// <summary>
    /// The hash of the content, 64 hexadecimal digits: the same in each process that has this payload. With a decryption key it is keyed
    /// and does not reveal the content.
    /// </summary>
    public string ContentHash => Hash.ToString();

    /// <summary>The file or the resource that it was read from, for log lines. Default: <c>null</c>, for another source.</summary>
    internal string? Place { get; init; }

    internal Confirmation Confirmation { get; }

    /// <summary>
    /// The JSON text as it was loaded, in UTF-8, encrypted if it came so. Empty without <see cref="GrowthBookOptions.KeepsPayloadText"/>
    /// and without a cache.
    /// </summary>
    public ReadOnlyMemory<byte> Json { get; }

    internal ContentHash Hash { get; }

    /// <summary>The freshness of the payload at an age.</summary>
    /// <param name="age">The time since its source last confirmed it.</param>
    /// <returns>The freshness; payloads of the application itself are always fresh, and so is that of a client that evaluates remotely.</returns>
    public PayloadFreshness FreshnessAt(TimeSpan age)
    {
        if (Origin is PayloadOrigin.Init or PayloadOrigin.Remote)
            return PayloadFreshness.Fresh;
        var beyond = age - (Lifetime.MaxAge ?? TimeSpan.Zero);
        return beyond <= TimeSpan.Zero ? PayloadFreshness.Fresh
            : beyond <= (Lifetime.StaleWhileRevalidate ?? TimeSpan.Zero) ? PayloadFreshness.Revalidating
            : beyond <= (Lifetime.StaleIfError ?? TimeSpan.MaxValue) ? PayloadFreshness.Stale
            : PayloadFreshness.Expired;
    }

    /// <summary>The payload on one line, such as <c>12 features from Network, changed at 2026-02-03T04:05:06Z</c>.</summary>
    /// <returns>A text for a log line.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"{Payload.FeatureKeys.Count} features from {Origin}") + (DateUpdated is { } date ? $", changed at {InstantText.Of(date)}" : "");

    /// <summary>The same payload with a later confirmation.</summary>
    internal PayloadSnapshot Confirmed(PayloadOrigin origin, Confirmation confirmation, string? eTag, CacheLifetime? serverLifetime, CacheLifetime lifetime) =>
        new(Payload, Errors, origin, confirmation, eTag ?? ETag, serverLifetime, lifetime, Hash, Json) { Place = Place };

    private static DateTimeOffset? ReadDate(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : null;
}
