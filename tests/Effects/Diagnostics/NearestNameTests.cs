namespace GrowthBook.Client.Tests.Diagnostics;

/// <summary>The nearest name is that of an edit distance without a limit.</summary>
public class NearestNameTests
{
    [Theory]
    [InlineData("colour", "color")]
    [InlineData("COLOR", "color")]
    [InlineData("colro", "color")] // two letters swapped
    [InlineData("new-chekcout", "new-checkout")]
    [InlineData("newcheckout", "new-checkout")]
    [InlineData("old-checkout", "new-checkout")] // three replaced, of twelve
    [InlineData("page-sizes", "page-size")]
    [InlineData("A", "a")] // of one or two letters, the case only
    [InlineData("ab", null)]
    [InlineData("c", null)]
    [InlineData("other", null)]
    [InlineData("checkout", null)] // four missing
    [InlineData("", null)]
    public void A_name_is_near_within_a_third_of_its_length_and_three_edits(string text, string? nearest) =>
        Assert.Equal(nearest, NearestName.Near(text, ["color", "new-checkout", "page-size", "a"]));

    [Fact]
    public void The_nearest_of_several_names_wins_and_the_first_among_equals() =>
        Assert.Equal(("feature-2", "feature-12", "feature-1", "beta", "Beta", "cta"), (
            NearestName.Near("feature-2x", ["feature-1", "feature-2"]),
            NearestName.Near("feature-112", ["feature-1", "feature-12"]),
            NearestName.Near("feature-", ["feature-1", "feature-2"]),
            NearestName.Near("bta", ["cta", "beta", "btb"]), // a slip is rarely in the first letter
            NearestName.Near("bta", ["cta", "Beta"]),
            NearestName.Near("bta", ["cta", "dta"])));

    [Fact]
    public void The_distance_agrees_with_the_plain_recurrence()
    {
        var random = new Random(38);
        string Text() => new([.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => "ab-"[random.Next(3)])]);
        for (var i = 0; i < 1000; i++)
        {
            var (text, names) = (Text(), (string[])[Text(), Text(), Text()]);
            var limit = Math.Min(3, text.Length / 3);
            var best = names.Select(name => Distance(text, name)).Min();
            Assert.Equal(text.Length > 0 && best <= limit ? names.Where(name => Distance(text, name) == best).OrderByDescending(name => name.Length > 0 && name[0] == text[0]).First() : null, NearestName.Near(text, names));
        }
    }

    [Fact]
    public void Long_names_and_names_after_the_first_ten_thousand_are_not_compared()
    {
        var name = new string('n', 201);
        Assert.Null(NearestName.Near(name, [name]));
        Assert.Null(NearestName.Near(name.Substring(1), [name]));
        Assert.Null(NearestName.Near("color", [.. Enumerable.Repeat("something", 10_000), "colour"]));
    }

    private static int Distance(string from, string to) => (from, to) switch
    {
        ("", _) => to.Length,
        (_, "") => from.Length,
        _ => new[]
        {
            Distance(from.Substring(1), to.Substring(1)) + (from[0] == to[0] ? 0 : 1),
            Distance(from.Substring(1), to) + 1,
            Distance(from, to.Substring(1)) + 1,
            from.Length > 1 && to.Length > 1 && from[0] == to[1] && from[1] == to[0] ? Distance(from.Substring(2), to.Substring(2)) + 1 : int.MaxValue,
        }.Min(),
    };
}
