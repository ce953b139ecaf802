using System.Text;

namespace GrowthBook.Analysis;

/// <summary>A payload twice: compiled for evaluation, and each feature and rule as it is written. Immutable.</summary>
public sealed class WrittenPayload
{
    private WrittenPayload(Payload compiled, string hash, WrittenParts parts)
    {
        (Compiled, Hash) = (compiled, hash);
        Parts = parts;
    }

    /// <summary>The payload that contexts take.</summary>
    public Payload Compiled { get; }

    /// <summary>The hash of the text, as <see cref="EvaluationRecord.HashPayload"/> returns it.</summary>
    public string Hash { get; }

    internal WrittenParts Parts { get; }

    /// <summary>Whether an exposure is that of a rule. Those of contextual bandits have an experiment per evaluation, and are told apart by key.</summary>
    internal bool IsOf(Effect.ExperimentViewed viewed, WrittenFeature feature, WrittenRule rule) => rule.IsBandit
        ? viewed.Experiment.Key == rule.Experiment!.Key
        : ReferenceEquals(viewed.Experiment, (CompiledOf(feature, rule) as Rule.Experiment)?.Compiled.Source);

    /// <summary>A rule in the compiled payload.</summary>
    internal Rule CompiledOf(WrittenFeature feature, WrittenRule rule) => Compiled.Features[Compiled.Features.NumberOf(feature.Key)].Rules[feature.Rules.IndexOf(rule)];

    /// <summary>
    /// The payload of an application without sticky buckets, in which no <c>fallbackAttribute</c> counts: for the measures and searches of such an application.
    /// <see cref="Diff.Of(WrittenPayload, WrittenPayload, DiffOptions)"/> takes the option <see cref="DiffOptions.HasStickyBuckets"/>.
    /// </summary>
    /// <returns>The payload, with the same text, hash and compiled form.</returns>
    public WrittenPayload WithoutStickyBuckets() => new(Compiled, Hash, Parts.WithoutFallbacks());

    /// <summary>The same payload under the hash of another text, such as one with comments.</summary>
    /// <param name="utf8Text">The text.</param>
    /// <returns>The payload.</returns>
    public WrittenPayload WithHashOf(ReadOnlySpan<byte> utf8Text) => new(Compiled, EvaluationRecord.HashPayload(utf8Text), Parts);

    /// <summary>Reads a payload in the form of the features endpoint.</summary>
    /// <param name="utf8Json">The JSON text in UTF-8.</param>
    /// <param name="decryptionKey">The key in base64 of a connection whose payload is encrypted.</param>
    /// <returns>The payload, and the faults that <see cref="Payload.Parse(ReadOnlySpan{byte}, string)"/> reports. A malformed rule is left out.</returns>
    public static Parsed<WrittenPayload> Parse(ReadOnlySpan<byte> utf8Json, string? decryptionKey = null)
    {
        var (compiled, errors) = Payload.Parse(utf8Json, decryptionKey);
        var root = ValueReader.Read(utf8Json, new Faults()) as Value.Object ?? Value.Object.Empty;
        return new Parsed<WrittenPayload>(
            new WrittenPayload(compiled, EvaluationRecord.HashPayload(utf8Json), WrittenParts.Of(root, decryptionKey)), errors);
    }

    /// <summary>Reads a payload in the form of the features endpoint, which is not encrypted.</summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The payload, and every fault found; see the other overload.</returns>
    public static Parsed<WrittenPayload> Parse(string json) => Parse(Encoding.UTF8.GetBytes(json ?? throw new ArgumentNullException(nameof(json))));
}
