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

    /// <summary>The documents are found by hash: a search would compare the key of each document with each identifier.</summary>
    [Fact]
    public void A_lookup_among_many_documents_compares_no_other_keys()
    {
        const int Count = 10_000;
        var buckets = StickyBuckets.Of(Enumerable.Range(0, Count).Select(i => Document(i)));
        Assert.Equal(buckets.Count, Assert.IsType<IndexedDocuments>(buckets.Entries).Cast<object>().Count());
        Assert.Equal(Document(7), buckets.Find("id", "7"));
        Assert.Equal(Document(Count - 1), buckets.Find("id", $"{Count - 1}"));
        Assert.Null(buckets.Find("id", $"{Count}"));
        Assert.Null(buckets.Find("i", "d7"));
        var changed = buckets.With(Document(7) with { Assignments = Assignments.SetItem("e__0", "2") });
        Assert.NotEqual(buckets, changed);
        Assert.Equal(buckets, changed.With(Document(7)));
        Assert.Equal(buckets, StickyBuckets.Of(buckets.Reverse()));
        Assert.NotEqual(buckets, StickyBuckets.Of(buckets.Skip(1).Append(Document(Count))));
    }

    /// <summary>The documents that stay are shared: a copy for each assignment would be a product.</summary>
    [Fact]
    public void Many_identifiers_assigned_in_one_evaluation_cost_bytes_in_proportion() => Work.AssertLinear(1000, count =>
    {
        var parents = string.Join(",", Enumerable.Range(0, count).Select(i => $$$"""{"id":"p{{{i}}}","condition":{"value":1}}"""));
        var features = string.Concat(Enumerable.Range(0, count).Select(i =>
            $$$""" "p{{{i}}}":{"rules":[{"key":"e{{{i}}}","hashAttribute":"a{{{i}}}","variations":[1,1],"meta":[{"key":"0"},{"key":"1"}]}]},"""));
        var attributes = string.Join(",", Enumerable.Range(0, count).Select(i => $"\"a{i}\":\"u\""));
        var context = Given.Context("{\"features\":{" + features + "\"f\":{\"rules\":[{\"parentConditions\":[" + parents + "],\"force\":1}]}}}", "{" + attributes + "}")
            with
        { StickyBuckets = StickyBuckets.Empty };
        var effects = GrowthBook.Effects.None;
        var bytes = AllocatedBytes.During(() => effects = Evaluator.EvalFeature(context, "f").Effects);
        Assert.Equal(count, effects.Count(effect => effect is Effect.StickyBucketAssigned));
        return bytes;
    });

    private static StickyAssignmentDocument Document(int i) => new("id", $"{i}", Assignments);
}
