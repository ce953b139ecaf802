using System.Collections.Immutable;

namespace GrowthBook.Client.Redis.Tests;

internal static class Documents
{
    public static StickyAssignmentDocument Of(string value, params (string Experiment, string Variation)[] assignments) =>
        Of("id", value, assignments);

    public static StickyAssignmentDocument Of(string name, string value, params (string Experiment, string Variation)[] assignments) => new(
        name, value,
        assignments.ToImmutableSortedDictionary(assignment => assignment.Experiment, assignment => assignment.Variation, StringComparer.Ordinal));

    public static async Task<StickyAssignmentDocument?> ReadOneAsync(this IStickyBucketStore store, string key) =>
        (await store.ReadAsync([key], CancellationToken.None)).SingleOrDefault();

    public static ValueTask SaveAsync(this IStickyBucketStore store, StickyAssignmentDocument document) =>
        store.SaveAsync(document, CancellationToken.None);
}
