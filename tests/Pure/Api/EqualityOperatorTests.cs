using System.Collections.Immutable;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>Types that compare contents and are no records.</summary>
public class EqualityOperatorTests
{
    [Fact]
    public void Attributes_are_equal_by_names_and_values()
    {
        var (one, same, other) = (new Attributes { ["id"] = "1", ["seats"] = 3 }, new Attributes { ["seats"] = 3, ["id"] = "1" }, new Attributes { ["id"] = "1", ["seats"] = "3" });

        Assert.True(one == same && !(one != same));
        Assert.True(one != other && !(one == other));
        Assert.True(one != null && null != one && !(one == null) && !(null == one));
        Assert.True((Attributes?)null == (Attributes?)null);
    }

    [Fact]
    public void Conditions_are_equal_by_their_source()
    {
        var (one, same, other) = (Condition.Parse("""{"a":[1,"x"]}""").Value, Condition.Parse(""" {"a": [1, "x"]} """).Value, Condition.Parse("""{"a":["x",1]}""").Value);

        Assert.True(one == same && !(one != same));
        Assert.True(one != other && !(one == other));
        Assert.True(one != null && null != one && !(one == null) && !(null == one));
        Assert.True((Condition?)null == (Condition?)null);
    }

    [Fact]
    public void Sticky_buckets_are_equal_by_their_documents()
    {
        static StickyAssignmentDocument Document(string user, string variation) => new("id", user, ImmutableSortedDictionary<string, string>.Empty.Add("x__0", variation));
        var (one, same, other) = (StickyBuckets.Of(Document("1", "a"), Document("2", "b")), StickyBuckets.Of(Document("2", "b"), Document("1", "a")), StickyBuckets.Of(Document("1", "b"), Document("2", "b")));

        Assert.True(one == same && !(one != same));
        Assert.True(one != other && !(one == other));
        Assert.True(one != null && null != one && !(one == null) && !(null == one));
        Assert.True((StickyBuckets?)null == (StickyBuckets?)null);
    }
}
