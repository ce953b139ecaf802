using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>A handler or sink that failed.</summary>
/// <param name="Source">The <see cref="IEffectHandler"/> or <see cref="IEffectSink"/>.</param>
/// <param name="NotWritten">The effects that it did not take.</param>
/// <param name="Exception">The exception; a cancellation after a timeout.</param>
[JsonConverter(typeof(LiveRecordJsonConverter<EffectFailure>))]
public sealed record EffectFailure(object Source, ImmutableArray<EffectEvent> NotWritten, Exception Exception)
{
    /// <summary>The receiver, the number of effects that it did not take, and the type of the exception, whose message may hold attribute values.</summary>
    /// <returns>Such as <c>EffectSink.Of: effects not written: 2, IOException</c></returns>
    public override string ToString() => FormattableString.Invariant($"{ReceiverName.Of(Source)}: effects not written: {(NotWritten.IsDefault ? 0 : NotWritten.Length)}, {TypeName.Of(Exception.GetType())}");
}

/// <summary>The outcome of running effects. <c>default</c> means that all receivers succeeded.</summary>
[JsonConverter(typeof(LiveRecordJsonConverter<EffectRunResult>))]
public readonly struct EffectRunResult : IEquatable<EffectRunResult>
{
    private readonly ImmutableArray<EffectFailure> _failures;

    internal EffectRunResult(ImmutableArray<EffectFailure> failures) => _failures = failures;

    /// <summary>The failures, in the order of handlers and then of sinks.</summary>
    public ImmutableArray<EffectFailure> Failures => _failures.IsDefault ? [] : _failures;

    /// <summary>Whether nothing failed.</summary>
    public bool Succeeded => _failures.IsDefaultOrEmpty;

    /// <summary>Whether both have the same failures.</summary>
    /// <param name="left">A result.</param>
    /// <param name="right">A result.</param>
    /// <returns><c>true</c> when equal.</returns>
    public static bool operator ==(EffectRunResult left, EffectRunResult right) => left.Equals(right);

    /// <summary>The opposite of <c>==</c>.</summary>
    /// <param name="left">A result.</param>
    /// <param name="right">A result.</param>
    /// <returns><c>true</c> when not equal.</returns>
    public static bool operator !=(EffectRunResult left, EffectRunResult right) => !left.Equals(right);

    /// <summary>Whether both have the same failures.</summary>
    /// <param name="other">A result.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(EffectRunResult other) => Failures.SequenceEqual(other.Failures);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EffectRunResult other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Failures.Length;

    /// <summary>The number of failures, and of effects that receivers did not take: once per receiver.</summary>
    /// <returns><c>succeeded</c>, or <c>failures: 2, effects not written: 3</c></returns>
    public override string ToString() => Succeeded
        ? "succeeded"
        : FormattableString.Invariant($"failures: {Failures.Length}, effects not written: {Failures.Sum(static failure => failure.NotWritten.Length)}");
}
