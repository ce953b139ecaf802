using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <content>Validates the options.</content>
public sealed partial class GrowthBookOptions
{
    /// <summary>Returns all faults of the options, without keys.</summary>
    /// <returns>Messages such as <c>GrowthBookOptions.DeduplicationCapacity: must be at least 0, was -1</c>; none if the options are valid.</returns>
    public ImmutableArray<string> Validate() => Validate(false);

    /// <param name="hasSource">Whether an object is the source of the payload.</param>
    internal ImmutableArray<string> Validate(bool hasSource)
    {
        var faults = new OptionFaults(nameof(GrowthBookOptions));
        var isElsewhere = hasSource || PayloadFile is not null;
        faults.Check(!(RemoteEvaluation && isElsewhere), nameof(RemoteEvaluation), "off if the payload comes from a file or a source object", "on");
        // Without a server the decryption key is the only part of a connection that matters.
        var connection = isElsewhere ? new SdkConnection("-") { DecryptionKey = DecryptionKey } : Connection();
        if (RemoteEvaluation && !isElsewhere)
            Remote().Validate(faults, connection, nameof(RemoteEvaluationTimeout), nameof(MaxRemoteEvaluations), nameof(RemoteEvaluationCacheBytes));
        else
            connection.Validate(faults, $", unless {nameof(PayloadFile)} names a file with the payload");
        CheckHeaders(nameof(Headers), Headers);
        CheckHeaders(nameof(StreamingHeaders), StreamingHeaders ?? []);
        faults.Check(!string.IsNullOrWhiteSpace(PayloadFile ?? "-"), nameof(PayloadFile), "the name of a file, or null for the server", "blank");
        faults.Check(!string.IsNullOrWhiteSpace(CacheDirectory ?? "-"), nameof(CacheDirectory), "the name of a directory, or null for no cache", "blank");
        faults.Check(
            UpdateMode is PayloadUpdateMode.Manual or PayloadUpdateMode.OnDemand or PayloadUpdateMode.Polling or PayloadUpdateMode.Streaming,
            nameof(UpdateMode), "Manual, OnDemand, Polling or Streaming", UpdateMode);
        Updater().Validate(faults);
        faults.AddRange(Writer.Validate());
        faults.Check(
            StickyBucketTimeout > TimeSpan.Zero && StickyBucketTimeout <= TimeSpan.FromHours(1),
            nameof(StickyBucketTimeout), "above zero and at most an hour", StickyBucketTimeout);
        faults.Check(
            StartTimeout is null || StartTimeout == Timeout.InfiniteTimeSpan || (StartTimeout >= TimeSpan.Zero && StartTimeout <= TimeSpan.FromDays(1)),
            nameof(StartTimeout), "from zero to a day, or infinite", StartTimeout);
        foreach (var forced in ForcedFeatures)
            faults.Check(Client.ForcedFeatures.IsValid(forced.Value), $"{nameof(ForcedFeatures)}:{forced.Key}", "JSON text", $"`{forced.Value}`");
        faults.Check(DeduplicationCapacity >= 0, nameof(DeduplicationCapacity), "at least 0", DeduplicationCapacity);
        faults.Check(
            (OptionText.Names(SecureAttributes) ?? []).IsEmpty || SecureAttributeSalt is not null,
            nameof(SecureAttributeSalt), "the salt of the organisation's settings in GrowthBook if there are SecureAttributes", null);
        CheckNames(nameof(SecureAttributes), SecureAttributes);
        CheckNames(nameof(CacheKeyAttributes), CacheKeyAttributes ?? []);
        CheckNames(nameof(StickyBucketIdentifierAttributes), StickyBucketIdentifierAttributes ?? []);
        CheckNames(nameof(DeduplicationAttributes), DeduplicationAttributes ?? []);
        faults.Check(
            !RemoteEvaluation || CacheKeyAttributes is not { Count: 0 },
            nameof(CacheKeyAttributes), "at least one attribute, or null for all: without any, all users get the answer of the first one", null);
        return faults.ToImmutable();

        void CheckNames(string property, List<string> names)
        {
            foreach (var name in names)
                faults.Check(name is null || name.Trim().Length == name.Length, property, "names without white space around them", $"one with `{name}`");
        }

        void CheckHeaders(string property, Dictionary<string, string> headers)
        {
            foreach (var twice in headers.Keys.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(names => names.Skip(1).Any()))
                faults.Check(false, property, "without a header twice, ignoring case", $"one with `{twice.Key}` twice");
        }
    }
}
