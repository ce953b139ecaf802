using System.Collections.Immutable;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Many documents, of a record or of a payload that buckets by many attributes, cost no product.</summary>
public class ManyStickyDocumentsTests
{
    private static readonly ImmutableSortedDictionary<string, string> Assignments = ImmutableSortedDictionary<string, string>.Empty.Add("e__0", "1");

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public void Each_key_has_its_last_document_at_the_place_of_the_first(int count)
    {
        var documents = Enumerable.Range(0, count).Select(i => Document(i)).ToArray();
        var newer = documents.Select(document => document with { Assignments = Assignments.SetItem("e__0", "2") }).ToArray();
        Assert.Equal(newer, StickyBuckets.Of([.. documents, .. newer.Reverse()]));
        Assert.Throws<ArgumentNullException>(() => StickyBuckets.Of([.. documents, null!]));
    }

    [Fact]
    public void Twenty_thousand_documents_cost_bytes_in_proportion()
    {
        const int Count = 20_000;
        var documents = Enumerable.Range(0, Count).Select(i => Document(i)).ToArray();
        var buckets = StickyBuckets.Empty;
        Assert.InRange(AllocatedBytes.During(() => buckets = StickyBuckets.Of(documents)), 1, Count * 500);
        Assert.Equal(Count, buckets.Count);

        var json = new Value.Object([new("attributes", Value.Object.Empty), new("stickyBucketAssignmentDocs", buckets.ToValue())]).ToJson();
        Context? context = null;
        Assert.InRange(AllocatedBytes.During(() => context = Context.Parse(json, Payload.Empty).Value), 1, Count * 5000);
        Assert.Equal(buckets.Count, context!.StickyBuckets!.Count);
    }

    private static StickyAssignmentDocument Document(int i) => new("id", $"{i}", Assignments);
}
