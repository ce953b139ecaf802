using System.Security.Cryptography;

namespace GrowthBook.Analysis.Tests;

public sealed class WhyNotTests
{
    private static readonly WrittenPayload Shop = WrittenPayload.Parse(Sources.Shop()).Value;

    /// <summary>Objects are equal in any order of members, on each way to a verdict: present, found by a rule, and not impossible.</summary>
    [Theory]
    [InlineData(""" {"a":1,"b":{"c":2,"d":3}} """, """ {"plan":"pro"} """, WhyNotVerdict.Present)]
    [InlineData(""" {"b":{"d":3,"c":2},"a":1} """, """ {"plan":"pro"} """, WhyNotVerdict.Present)]
    [InlineData(""" {"b":{"d":3,"c":2},"a":1} """, "{}", WhyNotVerdict.Found)]
    [InlineData(""" {"b":{"d":3,"c":2},"a":2} """, "{}", WhyNotVerdict.Impossible)]
    public void Objects_are_equal_in_any_order_of_members(string wanted, string user, WhyNotVerdict verdict)
    {
        var payload = WrittenPayload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[{"condition":{"plan":"pro"},"force":{"a":1,"b":{"c":2,"d":3}}}]}}}""").Value;

        var result = WhyNot.Search(payload, new Context { Attributes = Attributes.Parse(user).Value }, "f", Value.Parse(wanted).Value!);

        Assert.Equal(verdict, result.Verdict);
    }

    /// <summary>Each answer of random payloads is checked by evaluation, and against all smaller changes of a set of values of its own.</summary>
    [Fact]
    public void An_answer_gives_the_value_and_no_smaller_change_does()
    {
        var (sizes, confirmed, lists) = (new HashSet<int>(), 0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new RandomPayloads(seed, hashVersion: 2);
            var (payload, user) = (random.Targeted(), new Context { Attributes = random.User(seed) });
            foreach (var wanted in new Value[] { "default", "forced", "v0", "v1", "v2" })
            {
                var result = WhyNot.Search(payload, user, RandomPayloads.Feature, wanted);

                Assert.Equal(result.Verdict is WhyNotVerdict.Present or WhyNotVerdict.Found, Gives(payload, result.Attributes, wanted));
                Assert.Equal(result.Verdict == WhyNotVerdict.Present, Gives(payload, user.Attributes, wanted));
                if (result.Verdict == WhyNotVerdict.Found)
                {
                    Assert.Equal(result.Attributes, result.Changes.Aggregate(user.Attributes, (attributes, change) => attributes.With(change.Attribute, change.To)));
                    Assert.All(result.Changes, change => Assert.Equal((change.From, false), (user.Attributes[change.Attribute], change.From.Equals(change.To))));
                    Assert.True(result.IsSmallest);
                    sizes.Add(result.Changes.Length);
                    lists += result.Changes.Any(change => change.To is Value.Array) ? 1 : 0;
                }
                var smallest = SmallestSize(payload, user.Attributes, wanted, result.Verdict == WhyNotVerdict.Found ? result.Changes.Length : 3);
                confirmed += result.Verdict == WhyNotVerdict.Found && smallest == result.Changes.Length ? 1 : 0;
                if (result.Verdict == WhyNotVerdict.Found)
                    Assert.False(smallest < result.Changes.Length, $"seed {seed}: {smallest} changes give {wanted}, and not only {result.Changes.Length}");
                else if (result.Verdict != WhyNotVerdict.Present)
                    Assert.True(smallest is null, $"seed {seed}: {wanted} is {result.Verdict}, and {smallest} changes give it");
            }
        }
        Assert.Superset(new HashSet<int> { 1, 2, 3 }, sizes);
        Assert.InRange(confirmed, 60, int.MaxValue);
        Assert.InRange(lists, 1, int.MaxValue);
    }

    [Theory]
    [InlineData("dark-mode", "true", "app: null → \"5.2.0\"", "{}")]
    [InlineData("maintenance-banner", "null", "country: \"PT\" → \"other\"", """{"country":"PT"}""")]
    [InlineData("payments-v2", "false", "id: \"u-1436\" → \"u-666\"", """{"id":"u-1436"}""")]
    [InlineData("personalisation-consent", "\"refused\"", "consent: true → false", """{"consent":true}""")]
    [InlineData("shipping-config", """{"freeFrom":0,"carriers":["courier","post"],"express":true}""", "orders.count: 2 → 25", """{"vip":false,"orders":{"count":2,"open":1}}""")]
    [InlineData("free-returns", "100", "id: null → \"u-", "{}")]
    [InlineData("home-hero", "\"last-chance\"", "id: null → \"u-", """{"visits":9,"device":"ios"}""")]
    [InlineData("express-button", "\"sticky-footer\"", "country: null → \"PT\"; device: \"desktop\" → ", """{"id":"u-5","device":"desktop"}""")]
    [InlineData("loyalty-programme", "true", "id: null → \"u-1436\"", "{}")]
    [InlineData("support-chat", "true", "language: null → \"pt\"", """{"visits":2.5}""")]
    [InlineData("max-basket-items", "500", "company: null → \"x\"", "{}")]
    public void The_change_names_attribute_and_values(string feature, string wanted, string changes, string attributes)
    {
        var result = WhyNot.Search(Shop, Of(attributes), feature, Value.Parse(wanted).Value!);

        Assert.Equal(WhyNotVerdict.Found, result.Verdict);
        Assert.StartsWith(changes, string.Join("; ", result.Changes.Select(change => $"{change.Attribute}: {change.From.ToJson()} → {change.To.ToJson()}")), StringComparison.Ordinal);
        Assert.True(ValueEquality.SameJson(Value.Parse(wanted).Value!, Evaluator.EvalFeature(new Context(Shop.Compiled, result.Attributes), feature).Result.Value));
        Assert.Equal(result.ToValue(), WhyNot.Search(Shop, Of(attributes), feature, Value.Parse(wanted).Value!).ToValue());
    }

    /// <summary>Each evaluation takes 5,000,000 steps, half of those that it has: 100,000 of them would take a day.</summary>
    [Fact]
    public void The_evaluations_of_a_search_take_a_bounded_number_of_steps()
    {
        var rules = Enumerable.Range(0, 60).Select(i => $$$"""{"condition":{"n":{{{i}}}},"force":2}""")
            .Prepend("""{"condition":{"code":{"$regex":"^\\d{4}$"}},"force":1}""").Prepend("""{"condition":{"text":{"$regex":"^(a|aa)+$"}},"force":0}""");
        var payload = WrittenPayload.Parse("{\"features\":{\"f\":{\"rules\":[" + string.Join(",", rules) + "]}}}").Value;
        var user = new Context { Attributes = new Attributes { ["text"] = new string('a', 60) + "!" } };

        var result = WhyNot.Search(payload, user, "f", 1, new EvaluationSteps(10_000_000));

        Assert.Equal((WhyNotVerdict.NotFound, true, false), (result.Verdict, result.HasReachedStepLimit, result.IsSmallest));
        Assert.InRange(result.Tried, 2, 6);
        Assert.EndsWith(" evaluations; the evaluations took the 10,000,000 steps of a search", result.Reason, StringComparison.Ordinal);
        Assert.True(result.ToValue()["hasReachedStepLimit"].AsBoolean());
        Assert.False(WhyNot.Search(Shop, new Context(), "dark-mode", true).ToValue()["hasReachedStepLimit"].AsBoolean());
    }

    [Fact]
    public void Members_next_to_a_changed_path_stay()
    {
        var result = WhyNot.Search(Shop, Of("""{"orders":{"count":2,"open":1}}"""), "shipping-config", Value.Parse("""{"freeFrom":0,"carriers":["courier","post"],"express":true}""").Value!);

        Assert.Equal("""{"orders":{"count":25,"open":1}}""", result.Attributes.ToString());
    }

    [Theory]
    [InlineData("""its rules and its default value give 1, "a" only""", """{"id":"a","condition":{"plan":"pro"},"force":1}""", "2")]
    [InlineData("""its rules and its default value give "a" only""", """{"condition":{"age":{"$gt":5,"$lt":3}},"force":1}""", "1")]
    [InlineData("its rules and its default value give 1, 2 only", """{"condition":{"plan":"pro"},"force":1},{"force":2},{"force":3}""", "3")]
    [InlineData("its rules and its default value give 1, 2 only", """{"condition":{"plan":"pro"},"force":1},{"force":2}""", "\"a\"")]
    [InlineData("""its rules and its default value give "b", "c", "a" only""", """{"key":"x","variations":["b","c"]}""", "true")]
    public void That_no_attributes_give_a_value_is_proved(string reason, string rules, string wanted)
    {
        var payload = WrittenPayload.Parse("""{"features":{"f":{"defaultValue":"a","rules":[RULES]}}}""".Replace("RULES", rules, StringComparison.Ordinal)).Value;

        var result = WhyNot.Search(payload, new Context(), "f", Value.Parse(wanted).Value!);

        Assert.Equal((WhyNotVerdict.Impossible, reason), (result.Verdict, result.Reason));
    }

    [Theory]
    [InlineData("the context forces the value", "dark-mode", """{"dark-mode":"x"}""")]
    [InlineData("the payload has no such feature", "dark", "{}")]
    public void A_forced_value_and_an_unknown_feature_cannot_change(string reason, string feature, string forced)
    {
        var result = WhyNot.Search(Shop, new Context { ForcedFeatureValues = (Value.Object)Value.Parse(forced).Value! }, feature, true);

        Assert.Equal((WhyNotVerdict.Impossible, reason), (result.Verdict, result.Reason));
    }

    [Fact]
    public void Null_of_a_feature_that_leads_back_to_itself_is_not_called_impossible()
    {
        var payload = WrittenPayload.Parse("""
            {"features":{"f":{"defaultValue":1,"rules":[{"condition":{"a":1},"parentConditions":[{"id":"g","condition":{"value":1}}],"force":2}]},
            "g":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"f","condition":{"value":1}}],"force":2}]}}}
            """).Value;

        Assert.NotEqual(WhyNotVerdict.Impossible, WhyNot.Search(payload, new Context(), "f", Value.Null.Instance).Verdict);
    }

    [Fact]
    public void What_no_tried_value_gives_is_not_found_and_not_called_impossible()
    {
        var payload = WrittenPayload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[{"condition":{"code":{"$regex":"^\\d{4}$"}},"force":1}]}}}""").Value;

        var result = WhyNot.Search(payload, new Context(), "f", 1);

        Assert.Equal(WhyNotVerdict.NotFound, result.Verdict);
        Assert.StartsWith("no combination of the values that conditions mention gives it", result.Reason, StringComparison.Ordinal);
        Assert.True(Gives(payload, new Attributes { ["code"] = "1234" }, 1));
    }

    [Fact]
    public void Many_attributes_of_one_rule_are_found_after_the_limit_and_their_number_is_not_called_the_smallest()
    {
        static string Rule(string prefix, int count, int value) =>
            $$"""{"condition":{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{prefix}{i}\":{{\"$in\":[1,2,3]}}"))}}},"force":{{value}}}""";
        var payload = WrittenPayload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[RULES]}}}"""
            .Replace("RULES", string.Join(',', Rule("b", 40, 1), Rule("c", 40, 2), Rule("a", 6, 3)), StringComparison.Ordinal)).Value;

        var six = WhyNot.Search(payload, new Context(), "f", 3);
        var forty = WhyNot.Search(payload, new Context(), "f", 1);

        Assert.Equal((WhyNotVerdict.Found, 6, false), (six.Verdict, six.Changes.Length, six.IsSmallest));
        Assert.Equal(WhyNotVerdict.NotFound, forty.Verdict);
        Assert.Matches(@"^no change of up to \d of 86 attributes gives it; the search ended after \d+ evaluations$", forty.Reason);
        Assert.InRange(forty.Tried, WhyNot.MaxTried, WhyNot.MaxTried + WhyNot.MaxTriedPerRule);
    }

    /// <summary>Eight inputs hash the identifier, and one in 30 users passes those that matter: no user among the first that have other buckets than those before.</summary>
    [Fact]
    public void One_identifier_is_found_among_those_of_many_inputs()
    {
        var payload = WrittenPayload.Parse("""
            {"features":{"f":{"defaultValue":"d","rules":[
              {"force":"b","hashVersion":2,"condition":{"n":{"$gte":2,"$lt":8},"plan":"pro"},"coverage":0.1},
              {"variations":["a","b"],"weights":[1,0],"coverage":1,"namespace":["ms",0.5,1],"meta":[{"key":"v0","passthrough":true},{"key":"v1"}]},
              {"force":"a","condition":{"country":"PT"}},
              {"variations":["a","b"],"hashVersion":2,"ranges":[[0.2,0.3],[0.3,0.4]]}]},
            "g":{"defaultValue":"b","rules":[
              {"force":"b","hashVersion":1,"condition":{"country":{"$ne":"US"}},"coverage":0.5},
              {"variations":["a","b","c"],"filters":[{"seed":"s2","attribute":"id","hashVersion":1,"ranges":[[0.2,0.30000000000000004]]}],"key":"k6","weights":[0.34,0.33,0.33],"parentConditions":[{"id":"f","condition":{"value":{"$exists":true}}}]},
              {"variations":["a","b"],"seed":"abc","hashVersion":1,"condition":{"country":{"$in":["PT","ES"]}},"key":"k7","weights":[0.3,0.7],"coverage":0.9}]}}}
            """).Value;

        var result = WhyNot.Search(payload, Of("""{"id":"uc3ptxlny","country":"US","plan":"free","n":3}"""), "g", "a");

        Assert.Equal((WhyNotVerdict.Found, "id", true), (result.Verdict, Assert.Single(result.Changes).Attribute, result.IsSmallest));
        Assert.Equal("a", Evaluator.EvalFeature(new Context(payload.Compiled, result.Attributes), "g").Result.Value);
    }

    /// <summary>
    /// Two attributes give the value, and one of them is an identifier. That no identifier alone does is known only if one of each combination of buckets was tried: a range
    /// of one bucket in 10,000, twice, and an expression over identifiers leave some out.
    /// </summary>
    [Theory]
    [InlineData("""{"force":1,"coverage":0.5,"seed":"t","hashVersion":2}""", true)]
    [InlineData("""{"force":3,"condition":{"id":"u-other"}}""", true)]
    [InlineData("""{"force":3,"condition":{"id":{"$in":["a","b"]}}}""", true)]
    [InlineData("""{"force":3,"condition":{"id":{"$exists":false}}}""", true)]
    [InlineData("""{"force":3,"condition":{"$and":[{"id":{"$in":["a","b"]}},{"id":{"$in":["b","c"]}}],"id":{"$ne":"d"}}}""", true)]
    [InlineData("""{"force":3,"condition":{"id":5}}""", false)]
    [InlineData("""{"force":3,"condition":{"id":{"$regex":"^a"}}}""", false)]
    [InlineData("""{"force":3,"condition":{"id":{"$in":["a","b","c","d","e","f","g","h","i","j","k","l","m","n","o","p","q","r","s","t","u","v","w"]}}}""", false)]
    [InlineData("""{"force":3,"condition":{"q":1},"seed":"t","hashVersion":2,"coverage":0.00001},{"force":4,"condition":{"q":1},"seed":"w","hashVersion":2,"coverage":0.00001}""", false)]
    public void A_change_is_called_the_smallest_only_if_all_fewer_ones_were_tried(string earlier, bool isSmallest)
    {
        var payload = WrittenPayload.Parse("{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[" + earlier + """,{"condition":{"plan":"pro"},"force":2,"coverage":0.1,"seed":"s","hashVersion":2}]}}}""").Value;
        var outside = Enumerable.Range(0, 100).Select(i => $"user-{i}").First(id => Hashing.Hash("s", id, 2) > 0.1 && Hashing.Hash("t", id, 2) < 0.5);

        var result = WhyNot.Search(payload, new Context { Attributes = new Attributes { ["id"] = outside } }, "f", 2);

        Assert.Equal((WhyNotVerdict.Found, 2, isSmallest), (result.Verdict, result.Changes.Length, result.IsSmallest));
    }

    /// <summary>Two attributes give the value by the last rule. That one attribute does not is known only of tests whose values can all be tried.</summary>
    [Theory]
    [InlineData("""{"n":5}""", true)]
    [InlineData("""{"n":{"$in":["a","b"]}}""", true)]
    [InlineData("""{"n":{"$gt":6,"$lt":3}}""", true)]
    [InlineData("""{"n":{"$not":{"$gte":6}},"m":true}""", true)]
    [InlineData("""{"n":{"$in":["a"],"$nin":["b"],"$exists":false},"$not":{"n":{"$nin":["c","d"]}}}""", true)]
    [InlineData("""{"n":{"$exists":false},"$and":[{"n":{"$in":["a"]}},{"n":{"$in":["b"]}},{"n":{"$in":["c"]}},{"n":{"$in":["d"]}},{"n":{"$in":["e"]}},{"n":{"$in":["f"]}}]}""", false)]
    [InlineData("""{"n":"a,b","$not":{"n":{"$exists":true}}}""", false)]
    [InlineData("""{"n":{"$vgt":"2.0.0","$vlt":"2.0.1"}}""", false)]
    [InlineData("""{"n":{"$regex":"^\\d{4}$"}}""", false)]
    [InlineData("""{"n":{"$regex":"a1","$regexi":"b2"}}""", false)]
    [InlineData("""{"n":{"$elemMatch":{"$gt":3,"$lt":2}}}""", false)]
    [InlineData("""{"n":{"$gt":"a","$lt":"b"}}""", false)]
    public void A_change_is_called_the_smallest_only_if_each_class_of_values_was_tried(string condition, bool isSmallest)
    {
        var payload = WrittenPayload.Parse("{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[{\"force\":3,\"condition\":" + condition + """},{"condition":{"country":"DE","plan":"pro"},"force":2}]}}}""").Value;

        var result = WhyNot.Search(payload, Of("""{"country":"US","plan":"free"}"""), "f", 2);

        Assert.Equal((WhyNotVerdict.Found, 2, isSmallest), (result.Verdict, result.Changes.Length, result.IsSmallest));
    }

    [Theory]
    [InlineData("""{"tags":{"$size":{"$gt":3}}}""")]
    [InlineData("""{"$and":[{"tags":{"$all":["a","b"]}},{"tags":{"$all":["b","c"]}}]}""")]
    [InlineData("""{"$and":[{"tags":{"$gt":6}},{"tags":{"$ne":7}}]}""")]
    [InlineData("""{"$and":[{"tags":{"$ne":null}},{"tags":{"$nin":["other","x"]}}]}""")]
    public void One_attribute_is_found_before_two(string condition)
    {
        var payload = WrittenPayload.Parse("{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[{\"force\":2,\"condition\":" + condition + """},{"condition":{"country":"DE","plan":"pro"},"force":2}]}}}""").Value;

        var result = WhyNot.Search(payload, Of("""{"country":"US","plan":"free"}"""), "f", 2);

        Assert.Equal(("tags", true), (Assert.Single(result.Changes).Attribute, result.IsSmallest));
    }

    /// <summary>One value of the attribute gives the value, and is no text or number that conditions mention: most are lists. Two attributes give it as well.</summary>
    [Theory]
    [InlineData("""{"$and":[{"tags":{"$in":["a"]}},{"tags":{"$in":["b"]}}]}""", """["a","b"]""")]
    [InlineData("""{"tags":{"$in":["a"],"$nin":["z"]},"$not":{"tags":{"$nin":["b"]}}}""", """["a","b"]""")]
    [InlineData("""{"$and":[{"tags":{"$in":["a","d"]}},{"tags":{"$in":["b","d"]}},{"tags":{"$in":["c"]}},{"tags":{"$not":{"$in":["d"]}}}]}""", """["a","b","c"]""")]
    [InlineData("""{"tags":{"$in":["a"],"$ne":"a"}}""", """["a"]""")]
    [InlineData("""{"tags":{"$in":["a"]},"$not":{"tags":"a"}}""", """["a","other"]""")]
    [InlineData("""{"tags":{"$in":[null],"$exists":true}}""", "[null]")]
    [InlineData("""{"$and":[{"tags":"a"},{"tags":{"$nin":["a"]}}]}""", """[["a"]]""")]
    [InlineData("""{"tags":{"$gte":6,"$lte":6,"$nin":[6,"6"]}}""", "\" 6\"")]
    [InlineData("""{"$and":[{"tags":"6"},{"tags":{"$nin":[6,"6"]}}]}""", """[["6"]]""")]
    [InlineData("""{"$and":[{"tags":false},{"tags":{"$nin":["",false]}}]}""", "0")]
    [InlineData("""{"$and":[{"tags":true},{"tags":{"$gt":-5,"$lt":5,"$nin":[true]}}]}""", "-2.5")]
    [InlineData("""{"tags":"[object Object]","$not":{"tags":{"$in":["[object Object]"]}}}""", "{}")]
    public void A_list_or_an_unlisted_value_is_found_before_two_attributes(string condition, string example)
    {
        var payload = WrittenPayload.Parse("{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[{\"condition\":" + condition + ""","force":2},{"condition":{"x":1,"y":1},"force":2}]}}}""").Value;
        Assert.True(Gives(payload, new Attributes { ["tags"] = Value.Parse(example).Value! }, 2));

        foreach (var user in new[] { "{}", """{"tags":"z"}""", """{"tags":["z"]}""", """{"tags":["z","y"]}""" })
        {
            var result = WhyNot.Search(payload, Of(user), "f", 2);

            Assert.Equal(("tags", true), (Assert.Single(result.Changes).Attribute, result.IsSmallest));
        }
    }

    /// <summary>The list of two identifiers is in the rollout only with a third element.</summary>
    [Fact]
    public void A_list_of_identifiers_is_found_in_the_bucket_of_its_text()
    {
        var payload = WrittenPayload.Parse("""
            {"features":{"f":{"defaultValue":0,"rules":[
              {"condition":{"$and":[{"id":{"$in":["a"]}},{"id":{"$in":["b"]}}]},"force":2,"coverage":0.1,"seed":"s","hashVersion":2},
              {"condition":{"x":1,"y":1},"force":2}]}}}
            """).Value;
        Assert.All(["a,b", "b,a"], ids => Assert.True(Hashing.Hash("s", ids, 2) > 0.1));

        var result = WhyNot.Search(payload, new Context(), "f", 2);

        Assert.Equal(("id", true), (Assert.Single(result.Changes).Attribute, result.IsSmallest));
    }

    /// <summary>Five inputs hash each identifier: 100 hashes are 20 identifiers, of which no more are tried.</summary>
    [Fact]
    public void Identifiers_are_hashed_a_bounded_number_of_times()
    {
        var rules = Enumerable.Range(0, 5).Select(i => $$"""{"variations":["a","b"],"key":"k{{i}}","hashVersion":2,"coverage":0.8}""");
        var payload = WrittenPayload.Parse("{\"features\":{\"f\":{\"rules\":[" + string.Join(",", rules) + "]}}}").Value;
        var hashes = new WorkLimit(100);

        var options = Assert.Single(AttributeOptions.Of(payload, payload.Parts.Find("f")!.Rules, Attributes.Empty, isSticky: false, new WorkLimit(1000), hashes));

        Assert.InRange(options.Values.Length + options.Further.Length, 2, 20);
        Assert.Equal((true, false), (hashes.IsSpent, options.HasAll));
    }

    [Fact]
    public void A_number_between_two_bounds_is_found()
    {
        var payload = WrittenPayload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[{"condition":{"n":{"$gt":5,"$lt":5.5}},"force":1}]}}}""").Value;

        Assert.Equal(new AttributeChange("n", Value.Null.Instance, 5.25), Assert.Single(WhyNot.Search(payload, new Context(), "f", 1).Changes));
    }

    [Fact]
    public void An_encrypted_payload_is_searched()
    {
        const string Key = "AAECAwQFBgcICQoLDA0ODw==";
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(Key);
        var cipher = aes.EncryptCbc("""{"f":{"defaultValue":0,"rules":[{"condition":{"plan":"pro"},"force":1}]}}"""u8.ToArray(), aes.IV);
        var features = $"{Convert.ToBase64String(aes.IV)}.{Convert.ToBase64String(cipher)}";
        var payload = WrittenPayload.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"features":{},"encryptedFeatures":"{{features}}"}"""), Key).Value;

        Assert.Equal("plan", Assert.Single(WhyNot.Search(payload, new Context(), "f", 1).Changes).Attribute);
        Assert.Equal(WhyNotVerdict.Impossible, WhyNot.Search(payload, new Context(), "f", 2).Verdict);
    }

    private static Context Of(string attributes) => new() { Attributes = Attributes.Parse(attributes).Value };

    private static bool Gives(WrittenPayload payload, Attributes attributes, Value wanted) =>
        Evaluator.EvalFeature(new Context(payload.Compiled, attributes), RandomPayloads.Feature).Result.Value.Equals(wanted);

    /// <summary>The least number of changed attributes that gives a value, up to a limit, over all values that the random conditions can tell apart.</summary>
    private static int? SmallestSize(WrittenPayload payload, Attributes start, Value wanted, int limit)
    {
        var values = new Dictionary<string, Value[]>
        {
            ["country"] = Countries,
            ["age"] = [.. Enumerable.Range(-1, 10).Select(age => (Value)age), Value.Null.Instance],
            ["vip"] = [true, false, Value.Null.Instance],
            ["id"] = [.. Ids, Value.Null.Instance],
        };
        for (var size = 1; size <= limit; size++)
        {
            if (Subsets([.. values.Keys], size).Any(names => Combinations(start, names, values).Any(attributes => Gives(payload, attributes, wanted))))
                return size;
        }
        return null;
    }

    /// <summary>An identifier for each 4 % of the buckets, which is finer than most ranges.</summary>
    private static readonly Value[] Ids = [.. Enumerable.Range(0, 25).Select(i => (Value)Buckets.Of(2)[i * 400])];

    /// <summary>Each country, another one, none, and each list of countries, without and with another one.</summary>
    private static readonly Value[] Countries =
    [
        "PT", "ES", "FR", "DE", "XX", Value.Null.Instance,
        .. Enumerable.Range(0, 32).Select(set => (Value)new Value.Array(new Value[] { "PT", "ES", "FR", "DE", "XX" }.Where((_, i) => (set & (1 << i)) != 0))),
    ];

    private static IEnumerable<string[]> Subsets(string[] names, int size) => size == 0 ? [[]]
        : names.SelectMany((name, i) => Subsets(names[(i + 1)..], size - 1).Select(rest => (string[])[name, .. rest]));

    private static IEnumerable<Attributes> Combinations(Attributes start, string[] names, Dictionary<string, Value[]> values) => names.Length == 0 ? [start]
        : values[names[0]].SelectMany(value => Combinations(start.With(names[0], value), names[1..], values));
}
