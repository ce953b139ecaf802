using System.Collections;
using System.Collections.Immutable;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>Contexts, sticky documents and records are values that go to JSON and back, and compare by content.</summary>
public class ContextAndStickyTests
{
    private const string Everything =
        """
        {"attributes":{"id":"1"},"attributeOverrides":{"plan":"pro"},"url":"https://a.example/","enabled":false,"qaMode":true,"forcedVariations":{"a":1,"b":0},
         "forcedFeatureValues":{"f":null},"disableVisualExperiments":true,"disableUrlRedirectExperiments":true,
         "disableCrossOriginUrlRedirectExperiments":true,"disableQueryStringVariations":true,"blockedChangeIds":["a","b"],"stickyBucketAssignmentDocs":{"id||1":{"attributeName":"id","attributeValue":"1","assignments":{"e__0":"1"}},"x":{"attributeName":"id","attributeValue":"2","assignments":{}}}}
        """;

    [Fact]
    public void A_context_round_trips_through_json()
    {
        var (context, errors) = Context.Parse(Everything, Payload.Empty);
        Assert.Equal("$.stickyBucketAssignmentDocs.x", Assert.Single(errors).Path);
        Assert.Equal(Given.Object(Everything), context.ToValue());
        Assert.Equal(Given.Object(Everything).ToString(), context.ToString());
        var again = Context.Parse(context.ToString(), Payload.Empty).Value;
        Assert.Equal(context, again);
        Assert.Equal(context.GetHashCode(), again.GetHashCode());
        Assert.Equal("""{"attributes":{}}""", new Context().ToString());
        Assert.Equal(new Context(), Context.Parse("{}", Payload.Empty).Value);
        Assert.Equal(StickyBuckets.Empty, Context.Parse("""{"stickyBucketAssignmentDocs":{}}""", Payload.Empty).Value.StickyBuckets);
    }

    [Fact]
    public void The_query_string_can_be_switched_off_and_forced_variations_stay()
    {
        var payload = Given.Payload("""{"features":{"f":{"rules":[{"key":"e","variations":["a","b","c"],"weights":[1,0,0]}]}},"experiments":[{"key":"p","variations":[{},{"css":"a{}"}],"weights":[1,0]}]}""");
        var context = new Context(payload, new Attributes { ["id"] = "1" }) { Url = "https://shop.example/?e=1&p=1" };
        Assert.Equal("b", Evaluator.EvalFeature(context, "f").Result.ValueOr(""));
        Assert.Equal(1, Assert.Single(Evaluator.EvalPage(context).Result.VisualChanges).Result.VariationId);
        var off = context with { DisableQueryStringVariations = true };
        Assert.Equal("a", Evaluator.EvalFeature(off, "f").Result.ValueOr(""));
        Assert.DoesNotContain(Evaluator.EvalPage(off).Result.VisualChanges, change => change.Result.VariationId == 1);
        Assert.Equal("c", Evaluator.EvalFeature(off with { ForcedVariations = off.ForcedVariations.Add("e", 2) }, "f").Result.ValueOr(""));
    }

    [Fact]
    public void Contexts_that_differ_in_any_part_are_not_equal()
    {
        var context = Context.Parse(Everything, Payload.Empty).Value;
        var variants = new[]
        {
            context with { Payload = Given.Payload("{}") }, context with { Attributes = Attributes.Empty }, context with { AttributeOverrides = Attributes.Empty },
            context with { Url = "" }, context with { Enabled = true }, context with { QaMode = false }, context with { ForcedFeatureValues = Value.Object.Empty },
            context with { ForcedVariations = context.ForcedVariations.SetItem("a", 2) }, context with { ForcedVariations = context.ForcedVariations.Remove("a") },
            context with { ForcedVariations = context.ForcedVariations.Remove("a").Add("c", 1) }, context with { StickyBuckets = null }, context with { StickyBuckets = StickyBuckets.Empty },
            context with { DisableVisualExperiments = false }, context with { DisableUrlRedirectExperiments = false },
            context with { DisableCrossOriginUrlRedirectExperiments = false }, context with { DisableQueryStringVariations = false },
            context with { BlockedChangeIds = [] }, context with { BlockedChangeIds = ["a", "c"] },
        };
        Assert.All(variants, variant => Assert.NotEqual(context, variant));
        Assert.Equal(variants.Length, variants.Distinct().Count());
        Assert.False(context.Equals(null));
        Assert.Equal(context, context with { ForcedVariations = ImmutableDictionary<string, int>.Empty.Add("b", 0).Add("a", 1), BlockedChangeIds = ["b", "a"] });
    }

    [Fact]
    public void A_sticky_document_round_trips_through_json_and_merges()
    {
        var (document, errors) = StickyAssignmentDocument.Parse("""{"attributeName":"id","attributeValue":"123","assignments":{"b__1":"x","a__0":"y"}}""");
        Assert.Empty(errors);
        Assert.Equal("id||123", document!.Key);
        Assert.Equal("""{"attributeName":"id","attributeValue":"123","assignments":{"a__0":"y","b__1":"x"}}""", document.ToString());
        Assert.Equal(document, StickyAssignmentDocument.Parse(document.ToString()).Value);
        Assert.Equal(document.GetHashCode(), StickyAssignmentDocument.Parse(document.ToString()).Value!.GetHashCode());
        Assert.Equal(document.ToValue(), Given.Value(document.ToString()));

        var newer = document with { Assignments = ImmutableSortedDictionary<string, string>.Empty.Add("b__1", "z").Add("c__0", "w") };
        Assert.Equal("""{"a__0":"y","b__1":"z","c__0":"w"}""", document.Merge(newer).ToValue()["assignments"].ToJson());
        Assert.NotEqual(document, document.Merge(newer));
        Assert.NotEqual(document, document with { AttributeName = "x" });
        Assert.NotEqual(document, document with { AttributeValue = "x" });
        Assert.False(document.Equals(null));

        var (partial, partialErrors) = StickyAssignmentDocument.Parse("""{"attributeName":"id","attributeValue":"1","assignments":{"a.b":1,"c":"d"}}""");
        Assert.Equal("""{"c":"d"}""", partial!.ToValue()["assignments"].ToJson());
        Assert.Equal("$.assignments['a.b']", Assert.Single(partialErrors).Path);
        Assert.Null(StickyAssignmentDocument.Parse("""{"attributeName":1}""").Value);
    }

    /// <summary>wire-formats: values that are not strings are JSON text in the key. Another SDK may have written the value itself.</summary>
    [Theory]
    [InlineData("123", "123")]
    [InlineData("-0.50", "-0.5")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0", "0")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    public void A_value_written_as_a_number_or_boolean_is_its_json_text(string written, string text)
    {
        var (document, errors) = StickyAssignmentDocument.Parse(Document(written));
        Assert.Empty(errors);
        Assert.Equal("id||" + text, document!.Key);
        Assert.Equal(Document($"\"{text}\""), document.ToString());
    }

    [Fact]
    public void A_document_of_a_number_decides_for_the_user_of_that_number()
    {
        var context = Given.Features(
            """{"f":{"defaultValue":0,"rules":[{"key":"e","variations":[1,2],"weights":[1,0],"meta":[{"key":"a"},{"key":"b"}]}]}}""", """{"id":123}""");
        var stored = StickyAssignmentDocument.Parse("""{"attributeName":"id","attributeValue":123,"assignments":{"e__0":"b"}}""").Value!;
        Assert.Equal((Value)1, Evaluator.EvalFeature(context with { StickyBuckets = StickyBuckets.Empty }, "f").Result.Value);
        Assert.Equal((Value)2, Evaluator.EvalFeature(context with { StickyBuckets = StickyBuckets.Of(stored) }, "f").Result.Value);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("1e999")]
    public void A_value_that_is_neither_text_nor_number_nor_boolean_makes_the_document_malformed(string written)
    {
        var (document, errors) = StickyAssignmentDocument.Parse(Document(written));
        Assert.Null(document);
        Assert.Equal("$.attributeValue", Assert.Single(errors).Path);
    }

    [Fact]
    public void Sticky_buckets_hold_a_document_a_key()
    {
        var one = new StickyAssignmentDocument("id", "1", ImmutableSortedDictionary<string, string>.Empty.Add("a__0", "x"));
        var two = new StickyAssignmentDocument("device", "d", ImmutableSortedDictionary<string, string>.Empty);
        var newer = one with { Assignments = one.Assignments.SetItem("a__0", "y") };
        var buckets = StickyBuckets.Of(one, two, newer);
        Assert.Equal([newer, two], buckets);
        Assert.Equal(2, buckets.Count);
        Assert.True(((IEnumerable)buckets).GetEnumerator().MoveNext());
        Assert.Equal(buckets, StickyBuckets.Of(two, newer));
        Assert.Equal(buckets.GetHashCode(), StickyBuckets.Of(two, newer).GetHashCode());
        Assert.NotEqual(buckets, StickyBuckets.Of(two, one));
        Assert.NotEqual(buckets, StickyBuckets.Of(two));
        Assert.NotEqual(StickyBuckets.Of(one), StickyBuckets.Of(two));
        Assert.False(buckets.Equals(null));
        Assert.False(buckets.Equals((object)"x"));
        Assert.Equal(newer, buckets.Find("id", "1"));
        Assert.Null(buckets.Find("id", "2"));
        Assert.Null(buckets.Find("di", "1"));
        Assert.Null(StickyBuckets.Of(new StickyAssignmentDocument("id", "|1", one.Assignments)).Find("id|", "1x"));
    }

    /// <summary>wire-formats: values that are no strings are written as JSON text.</summary>
    [Theory]
    [InlineData("\"abc\"", "id||abc")]
    [InlineData("123", "id||123")]
    [InlineData("1.5", "id||1.5")]
    [InlineData("true", "id||true")]
    [InlineData("[1,\"a\"]", "id||[1,\"a\"]")]
    public void The_key_of_an_assignment_has_the_text_of_the_attribute(string id, string key)
    {
        var context = Given.Features("{}", $$$"""{"id":{{{id}}}}""") with { StickyBuckets = StickyBuckets.Empty };
        var (_, effects) = Evaluator.RunExperiment(context, new Experiment("e", 0, 1));
        var assigned = Assert.IsType<Effect.StickyBucketAssigned>(effects[0]);
        Assert.Equal(key, assigned.Document.Key);
        Assert.Equal(["e__0"], assigned.Document.Assignments.Keys);
    }

    [Fact]
    public void A_payload_names_the_attributes_whose_documents_are_needed()
    {
        var payload = Given.Payload(
            """
            {"features":{
              "a":{"rules":[{"variations":[0,1],"hashAttribute":"user","fallbackAttribute":"device","filters":[{"seed":"s","ranges":[[0,1]]}]},{"force":1,"coverage":0.5,"hashAttribute":"notThis"}]},
              "b":{"rules":[{"contextualVariations":[0,1],"hashAttribute":"company"},{"variations":[0,1]}]}},
             "experiments":[{"key":"x","variations":[0,1],"hashAttribute":"anonymous"}]}
            """);
        Assert.Equal<string>(["anonymous", "company", "device", "id", "user"], payload.StickyBucketAttributes);
        Assert.Empty(Payload.Empty.StickyBucketAttributes);
    }

    [Fact]
    public void Each_fault_of_a_payload_is_reported() =>
        Assert.Equal(3, Payload.Parse("""{"features":{"a":1,"b":{"rules":2}},"savedGroups":{"__sgUnknown__":[]}}""").Errors.Length);

    [Fact]
    public void The_date_of_a_payload_may_be_missing()
    {
        Assert.Empty(Payload.Parse("""{"features":{"a":{"defaultValue":1}},"dateUpdated":"2026-08-01"}""").Errors);
        Assert.Equal("2026-08-01", Given.Payload("""{"features":{},"dateUpdated":"2026-08-01"}""").DateUpdated);
        Assert.Null(Given.Payload("""{"features":{},"dateUpdated":null}""").DateUpdated);
    }

    private const string Key = "AAAAAAAAAAAAAAAAAAAAAA==";

    /// <summary>Made with openssl: <c>openssl enc -aes-128-cbc -K 00… -iv 00…</c>.</summary>
    [Fact]
    public void Encryption_gives_the_text_or_nothing()
    {
        Assert.Equal("{\"a\":{\"defaultValue\":1}}", Encryption.Decrypt(Encrypt("{\"a\":{\"defaultValue\":1}}"), Key));
        foreach (var (text, key) in new[]
        {
            ("", Key), ("abc", Key), (".", Key), ("!.!", Key), (Encrypt("x"), ""), (Encrypt("x"), "!"), (Encrypt("x"), "AAAA"),
            (Encrypt("x"), "AQEBAQEBAQEBAQEBAQEBAQ=="), (Encrypt("x").Split('.')[0] + ".AAAA", Key), ("AAAA." + Encrypt("x").Split('.')[1], Key),
        })
        {
            Assert.Null(Encryption.Decrypt(text, key));
        }
    }

    [Fact]
    public void Encrypted_parts_fail_one_by_one()
    {
        var json = $$$"""
            {"features":{},"encryptedFeatures":"{{{Encrypt("""{"f":{"defaultValue":0,"rules":[{"condition":{"$savedGroup":{"id":"g"}},"force":1}]}}""")}}}",
             "encryptedSavedGroups":"{{{Encrypt("""{"g":{"type":"list","attributeKey":"id","values":["1"]},"bad":1}""")}}}",
             "encryptedExperiments":"{{{Encrypt("[")}}}","encryptedContextualBandits":"x.y"}
            """;
        var (payload, errors) = Payload.Parse(json, Key);
        Assert.Equal(1, Evaluator.EvalFeature(new Context(payload, Given.Attributes("""{"id":"1"}""")), "f").Result.Value);
        Assert.Equal(
            ["$.encryptedContextualBandits", "$.encryptedExperiments", "$.encryptedSavedGroups"],
            errors.Select(error => error.Path).Order(StringComparer.Ordinal));
        Assert.All(errors, error => Assert.Equal(ErrorSeverity.Error, error.Severity));
        foreach (var key in new[] { null, "" })
        {
            var (none, missing) = Payload.Parse(json, key);
            Assert.Empty(none.FeatureKeys);
            Assert.Equal(4, missing.Length);
            Assert.Contains("no decryption key", missing[0].Message, StringComparison.Ordinal);
        }
        Assert.Empty(Payload.Parse("""{"encryptedFeatures":"","encryptedExperiments":null}""").Errors);
    }

    [Fact]
    public void Plain_features_find_encrypted_bandits()
    {
        const string Features = """{"f":{"rules":[{"key":"e","variations":[0,1],"contextualBanditRef":"b"}]}}""";
        var bandits = Encrypt("""{"b":{"contexts":[{"leafId":7,"weights":[0,1]}]}}""");
        var (payload, errors) = Payload.Parse($$"""{"features":{{Features}},"encryptedContextualBandits":"{{bandits}}"}""", Key);
        Assert.Empty(errors);
        Assert.Equal(7, Evaluator.EvalFeature(new Context(payload, Given.Attributes("""{"id":"1"}""")), "f").Result.ExperimentResult?.ContextualBandit?.LeafId);
        var unread = Payload.Parse($$"""{"features":{{Features}},"encryptedContextualBandits":"{{Encrypt("[")}}"}""", Key).Errors;
        Assert.Equal("$.encryptedContextualBandits", Assert.Single(unread).Path);
    }

    /// <summary>5,000 of the decrypted text, also those that it does not list, and the two of the plain form.</summary>
    [Fact]
    public void All_faults_of_an_encrypted_part_are_counted()
    {
        var bad = Encrypt("{" + string.Join(",", Enumerable.Range(0, 5000).Select(i => $"\"f{i}\":1")) + "}");
        var (_, errors) = Payload.Parse($$$"""{"encryptedFeatures":"{{{bad}}}","features":{"a":1,"b":1}}""", Key);
        Assert.Equal(1001, errors.Length);
        Assert.Equal(new PayloadError(ErrorSeverity.Error, "$", "4,002 more faults; the first 1,000 are listed"), errors[^1]);
    }

    /// <summary>SHA-256 of "abc" (FIPS 180-2) and of the empty text.</summary>
    [Fact]
    public void Secure_attributes_are_hashed_salt_first()
    {
        const string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        Assert.Equal(abc, SecureAttributes.Hash("a", "bc"));
        Assert.Equal(abc, SecureAttributes.Hash("", "abc"));
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", SecureAttributes.Hash("", ""));
        var secured = Given.Attributes("""{"id":"bc","tags":["bc",1,["bc"]],"n":5,"open":"bc"}""").HashSecure("a", "id", "tags", "n", "missing");
        Assert.Equal($$$"""{"id":"{{{abc}}}","tags":["{{{abc}}}",1,["{{{abc}}}"]],"n":5,"open":"bc"}""", secured.ToString());
        Assert.True(Evaluator.EvalCondition(new Context(Payload.Empty, secured), Given.Condition($$$"""{"id":{"$in":["{{{abc}}}"]}}""")));
    }

    [Fact]
    public void Feature_keys_are_strings_and_null_is_the_empty_one()
    {
        FeatureKey key = "f";
        Assert.Equal(new FeatureKey("f"), key);
        Assert.Equal("f", key.ToString());
        Assert.Equal("", default(FeatureKey).ToString());
        Assert.Equal(FeatureResultSource.UnknownFeature, Evaluator.EvalFeature(new Context(), default).Result.Source);
    }

    private static string Encrypt(string text)
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = Convert.FromBase64String(Key);
        return Convert.ToBase64String(new byte[16]) + "." + Convert.ToBase64String(aes.EncryptCbc(System.Text.Encoding.UTF8.GetBytes(text), new byte[16]));
    }

    private static string Document(string attributeValue) =>
        $$$"""{"attributeName":"id","attributeValue":{{{attributeValue}}},"assignments":{"e__0":"1"}}""";
}
