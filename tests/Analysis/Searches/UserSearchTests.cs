namespace GrowthBook.Analysis.Tests;

public sealed class UserSearchTests
{
    private static readonly WrittenPayload Shop = WrittenPayload.Parse(Sources.Shop()).Value;

    private static readonly Context Portugal = new() { Attributes = new Attributes { ["country"] = "PT", ["visits"] = 9 } };

    /// <summary>The users found are those that evaluation of each number finds.</summary>
    [Theory]
    [InlineData("checkout-redesign", "checkout-redesign")]
    [InlineData("free-returns", "free-returns-days")]
    [InlineData("price-badge", "price-badge")]
    [InlineData("search-ranker", "ranker-holdout")]
    [InlineData("search-ranker", "search-ranker")]
    [InlineData("home-hero", "home-hero-bandit")]
    public void Found_users_are_the_first_that_get_the_variation(string feature, string experiment)
    {
        var search = UserSearch.Of(Shop, experiment)!;
        for (var variation = 0; variation < search.Variations.Length; variation++)
        {
            var expected = new List<string>();
            for (var i = 100; expected.Count < 12; i++)
            {
                var user = Portugal with { Payload = Shop.Compiled, Attributes = Portugal.Attributes.With("id", $"u-{i}") };
                if (Evaluator.EvalFeature(user, feature).Effects.OfType<Effect.ExperimentViewed>().Any(viewed => viewed.Experiment.Key == experiment && viewed.Result.VariationId == variation))
                    expected.Add($"u-{i}");
            }

            var found = search.Find(variation, Portugal, 12, first: 100);

            Assert.Null(found.Reason);
            Assert.Equal(expected, found.Users.Select(user => user.Id));
            Assert.All(found.Users, user => Assert.Equal((user.Id, "PT"), (user.Attributes["id"].AsString(), user.Attributes["country"].AsString())));
            Assert.Equal(found.ToValue(), search.Find(variation, Portugal, 12, first: 100).ToValue());
        }
    }

    [Fact]
    public void The_payloads_own_experiment_needs_the_page_of_the_context()
    {
        var search = UserSearch.Of(Shop, "landing-redirect")!;

        Assert.Throws<ArgumentOutOfRangeException>("variation", () => search.Find(search.Variations.Length, new Context(), 1));
        Assert.Throws<ArgumentOutOfRangeException>("variation", () => search.Find(-1, new Context(), 1));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => search.Find(1, new Context(), 0));
        var without = search.Find(1, new Context(), 1);
        Assert.Empty(without.Users);
        Assert.EndsWith("; give the URL of a page of the experiment with --url", without.Reason, StringComparison.Ordinal);
        Assert.Single(search.Find(1, new Context { Url = "https://shop.example/spring" }, 1).Users);
        Assert.EndsWith("the URL https://shop.example/autumn is not targeted", search.Find(1, new Context { Url = "https://shop.example/autumn" }, 1).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the coverage is 0", ",\"coverage\":0")]
    [InlineData("no bucket leads to variation `b`; check weights, coverage and ranges", ",\"weights\":[1,0]")]
    [InlineData("no bucket leads to variation `b`; check weights, coverage and ranges", ",\"ranges\":[[0,1],[0.5,1]]")]
    [InlineData("the range of the namespace has no bucket", ",\"namespace\":[\"n\",0.5,0.5]")]
    [InlineData("the ranges of a filter have no bucket", ",\"filters\":[{\"seed\":\"s\",\"ranges\":[]}]")]
    [InlineData("filters admit no bucket of variation `b`", ",\"hashVersion\":2,\"filters\":[{\"seed\":\"x\",\"ranges\":[[0,0.5]]}]")]
    [InlineData("hash version 9 is unknown", ",\"hashVersion\":9")]
    [InlineData("1 of 50000 users with a bucket of the variation are in it; u-0 is not: e: id $in [\"u-7\"], actual \"u-0\"", ",\"condition\":{\"id\":{\"$in\":[\"u-7\"]}}")]
    [InlineData("0 of 50000 users with a bucket of the variation are in it; u-0 is not: e: country is \"US\", actual \"PT\"", ",\"condition\":{\"country\":\"US\"}")]
    [InlineData("0 of 50000 users with a bucket of the variation are in it; u-0 is not: e: prerequisite g is false", ",\"parentConditions\":[{\"id\":\"g\",\"condition\":{\"value\":true}}]")]
    [InlineData("of 2000000 identifiers, 0 have a bucket of the variation", ",\"filters\":[{\"seed\":\"s\",\"attribute\":\"country\",\"ranges\":[[0,0.00005]]}]")]
    public void The_reason_says_why_there_are_too_few(string reason, string members)
    {
        var payload = WrittenPayload.Parse("""{"features":{"f":{"rules":[{"id":"e","key":"x","variations":[0,1],"meta":[{"key":"a"},{"key":"b"}],"seed":"x" MEMBERS }]},"g":{"defaultValue":false}}}"""
            .Replace("MEMBERS", members, StringComparison.Ordinal)).Value;
        var context = new Context { Attributes = new Attributes { ["country"] = "PT" } };
        var search = UserSearch.Of(payload, "x")!;

        var found = search.Find(1, context, 2);

        Assert.Equal(reason, found.Reason);
    }

    /// <summary>Without a bucket in any leaf no identifier is tried.</summary>
    [Theory]
    [InlineData("no bucket leads to variation `b`; check weights, coverage and ranges", 0, "[1,0]", "[1,0]")]
    [InlineData(null, null, "[1,0]", "[0.5,0.5]")]
    public void A_bandit_whose_leaves_give_no_user_the_variation_says_so(string? reason, int? tried, string first, string second)
    {
        var payload = WrittenPayload.Parse("""
            {"features":{"f":{"rules":[{"id":"e","key":"x","contextualBanditRef":"c","contextualVariations":[0,1],"hashVersion":2,"seed":"s","weights":[1,0],"meta":[{"key":"a"},{"key":"b"}]}]}},
             "contextualBandits":{"c":{"banditVersion":1,"contexts":[{"leafId":1,"condition":{"plan":"pro"},"weights":FIRST},{"leafId":2,"condition":{"plan":"free"},"weights":SECOND}]}}}
            """.Replace("FIRST", first, StringComparison.Ordinal).Replace("SECOND", second, StringComparison.Ordinal)).Value;

        var found = UserSearch.Of(payload, "x")!.Find(1, new Context { Attributes = new Attributes { ["plan"] = "free" } }, 1);

        Assert.Equal((reason, reason is null ? 1 : 0), (found.Reason, found.Users.Length));
        Assert.Equal(tried ?? found.Tried, found.Tried);
    }

    /// <summary>Filters with seeds of their own are independent: 2^25 combinations are a product.</summary>
    [Fact]
    public void Many_filters_do_not_hide_the_users_of_an_experiment()
    {
        var filters = string.Join(",", Enumerable.Range(0, 25).Select(i => $"{{\"seed\":\"s{i}\",\"ranges\":[[0,0.9]]}}"));
        var payload = WrittenPayload.Parse($"{{\"features\":{{\"f\":{{\"rules\":[{{\"key\":\"x\",\"variations\":[0,1],\"hashVersion\":2,\"filters\":[{filters}]}}]}}}}}}").Value;

        var found = UserSearch.Of(payload, "x")!.Find(1, new Context(), 3);

        Assert.Equal((null, 3), (found.Reason, found.Users.Length));
        Assert.Equal(Math.Pow(0.9, 25) / 2, found.Share!.Value, 12);
    }

    [Fact]
    public void More_random_inputs_than_are_measured_are_searched()
    {
        var filters = string.Join(",", Enumerable.Range(0, 101).Select(i => $"{{\"seed\":\"s{i}\",\"ranges\":[[0,0.99]]}}"));
        var payload = WrittenPayload.Parse($"{{\"features\":{{\"f\":{{\"rules\":[{{\"key\":\"x\",\"variations\":[0,1],\"hashVersion\":2,\"filters\":[{filters}]}}]}}}}}}").Value;

        var found = UserSearch.Of(payload, "x")!.Find(1, new Context(), 1);

        Assert.Equal((null, null, 1), (found.Reason, found.Share, found.Users.Length));
    }

    /// <summary>Each evaluation takes 5,000,000 steps, half of those that it has: 50,000 of them would take hours.</summary>
    [Theory]
    [InlineData("""{"features":{"f":{"rules":[EXPERIMENT]}}}""")]
    [InlineData("""{"experiments":[EXPERIMENT]}""")]
    public void The_evaluations_of_a_search_take_a_bounded_number_of_steps(string json)
    {
        var payload = WrittenPayload.Parse(json.Replace(
            "EXPERIMENT", """{"id":"e","key":"x","variations":[0,1],"condition":{"text":{"$regex":"^(a|aa)+$"}}}""", StringComparison.Ordinal)).Value;
        var context = new Context { Attributes = new Attributes { ["text"] = new string('a', 60) + "!" } };

        var found = UserSearch.Of(payload, "x")!.Find(1, context, 1, 0, new EvaluationSteps(10_000_000));

        Assert.True(found.HasReachedStepLimit);
        Assert.InRange(found.Tried, 3, 20);
        Assert.EndsWith("; the evaluations took the 10,000,000 steps of a search", found.Reason, StringComparison.Ordinal);
        Assert.True(found.ToValue()["hasReachedStepLimit"].AsBoolean());
        Assert.False(UserSearch.Of(Shop, "free-returns-days")!.Find(0, Portugal, 1).ToValue()["hasReachedStepLimit"].AsBoolean());
    }

    [Fact]
    public void A_rule_before_the_experiment_is_named()
    {
        var payload = WrittenPayload.Parse("""{"features":{"f":{"rules":[{"id":"first","force":1,"condition":{"vip":true}},{"id":"e","key":"x","variations":[0,1]}]}}}""").Value;

        var found = UserSearch.Of(payload, "x")!.Find(0, new Context { Attributes = new Attributes { ["vip"] = true } }, 1);

        Assert.EndsWith("is not: an earlier rule answers, first: vip is true, actual true", found.Reason, StringComparison.Ordinal);
        Assert.Empty(found.Users);
        Assert.Equal(0.5, found.Share);
    }

    [Fact]
    public void The_reason_is_that_of_the_user_who_gets_furthest()
    {
        var search = UserSearch.Of(Shop, "checkout-redesign")!;

        Assert.EndsWith("""is not: exp_checkout: country $in ["PT","ES","FR","DE"], actual null""", search.Find(0, new Context(), 1).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forced_variation_is_not_one_of_the_hash() => Assert.EndsWith(
        "is not: exp_returns: the context forces variation 0",
        UserSearch.Of(Shop, "free-returns-days")!.Find(0, new Context { ForcedVariations = System.Collections.Immutable.ImmutableDictionary<string, int>.Empty.Add("free-returns-days", 0) }, 1).Reason,
        StringComparison.Ordinal);

    [Fact]
    public void An_attribute_of_a_filter_gets_an_identifier_of_its_own_unless_it_is_given()
    {
        var payload = WrittenPayload.Parse("""{"features":{"f":{"rules":[{"key":"x","variations":[0,1],"filters":[{"seed":"s","attribute":"device","ranges":[[0,0.5]]}]}]}}}""").Value;
        var search = UserSearch.Of(payload, "x")!;

        var free = Assert.Single(search.Find(1, new Context(), 1).Users);
        var given = Assert.Single(search.Find(1, new Context { Attributes = new Attributes { ["device"] = "d-2" }, AttributeOverrides = new Attributes { ["device"] = DeviceIn() } }, 1).Users);

        Assert.StartsWith("device-", free.Attributes["device"].AsString(), StringComparison.Ordinal);
        Assert.Equal(free.Attributes, search.Find(1, new Context(), 1, long.Parse(free.Id[2..], System.Globalization.CultureInfo.InvariantCulture)).Users[0].Attributes);
        Assert.Equal(DeviceIn(), given.Attributes["device"].AsString());

        static string DeviceIn() => Enumerable.Range(0, 100).Select(i => $"d-{i}").First(id => Hashing.Hash("s", id, 2) < 0.5);
    }

    [Theory]
    [InlineData("one-page", 2)]
    [InlineData("2", 2)]
    [InlineData("3", null)]
    [InlineData("-1", null)]
    [InlineData("-0", null)]
    [InlineData("+2", null)]
    [InlineData(" 2", null)]
    [InlineData("99999999999", null)]
    [InlineData("onepage", null)]
    public void A_variation_has_a_key_or_an_index(string variation, int? index)
    {
        Assert.Equal(index, UserSearch.Of(Shop, "checkout-redesign")!.IndexOf(variation));
        Assert.Null(UserSearch.Of(Shop, "checkout"));
    }
}
