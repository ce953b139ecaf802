using System.Globalization;
using System.Text.Json.Serialization;

namespace GrowthBook.Readme.Tests;

/// <summary>
/// The snippets of the README, each in a test of its own. What stands between the comments "snippet" and "end" is
/// in the README to the letter.
/// </summary>
public partial class Snippets
{
    internal const string Json = """
        {
          "features": {
            "dark-mode": { "defaultValue": false, "rules": [{ "id": "fr_1", "condition": { "plan": "pro" }, "force": true }] },
            "page-size": { "defaultValue": 20 },
            "theme": { "defaultValue": { "accent": "#0a0", "rounded": true } },
            "checkout": {
              "defaultValue": "classic",
              "rules": [{
                "id": "fr_2", "key": "new-checkout", "hashAttribute": "id", "hashVersion": 2, "seed": "new-checkout",
                "variations": ["classic", "one-page"], "weights": [0.5, 0.5], "meta": [{ "key": "0" }, { "key": "1" }]
              }]
            }
          },
          "savedGroups": { "beta": ["u-1", "u-2"] }
        }
        """;

    private static readonly Payload payload = Payload.Parse(Json).Payload;
    private static readonly Context context = new(payload, new Attributes { ["id"] = "u-1", ["plan"] = "pro" });

    [Fact]
    public void Quick_start()
    {
        var json = Json;

        // snippet
        var (payload, errors) = Payload.Parse(json);              // once: compiled, immutable, shared by all threads
        var user = new Attributes { ["id"] = "u-1", ["plan"] = "pro" };
        var context = new Context(payload, user);                 // a value: nothing to dispose

        var (result, effects) = Evaluator.EvalFeature(context, "dark-mode");
        // end

        Assert.Empty(errors);
        Assert.True(result.On);
        Assert.Equal("fr_1", result.RuleId);
        Assert.Single(effects);
    }

    [Fact]
    public void Typed_values()
    {
        // snippet
        var (isOn, _) = Evaluator.IsOn(context, "dark-mode");
        var (pageSize, _) = Evaluator.GetFeatureValue(context, "page-size", 10);

        var (theme, _) = Evaluator.EvalFeature(context, "theme");
        var typed = theme.ValueOr(new Theme("#000", false));                      // through System.Text.Json
        var safe = theme.ValueOr(new Theme("#000", false), ThemeJson.Default.Theme); // the same under NativeAOT

        var number = theme.ValueOr(3, out var error);             // 3, and error says what did not fit
        // end

        Assert.True(isOn);
        Assert.Equal(20, pageSize);
        Assert.Equal(new Theme("#0a0", true), typed);
        Assert.Equal(typed, safe);
        Assert.Equal(3, number);
        Assert.Contains("Int32", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Effects_are_data()
    {
        var tracked = new List<string>();

        // snippet
        var (result, effects) = Evaluator.EvalFeature(context, "checkout");

        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Effect.ExperimentViewed(var experiment, var variation):
                    tracked.Add($"{experiment.Key} {variation.Key} {variation.HashValue}");
                    break;
                case Effect.StickyBucketAssigned(var document):
                    tracked.Add($"store {document.Key}: {document}");
                    break;
                case Effect.FeatureEvaluated(var key, var evaluated):
                    tracked.Add($"{key} = {evaluated.Value}");
                    break;
            }
        }
        // end

        Assert.True(result.ExperimentResult!.InExperiment);
        Assert.Equal(2, tracked.Count);
        Assert.StartsWith("new-checkout ", tracked[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Deduplication()
    {
        // snippet
        var (_, first) = Evaluator.EvalFeature(context, "checkout");
        var (_, second) = Evaluator.EvalFeature(context, "checkout");

        var once = (first + second).Distinct();                   // by Effect.DeduplicationKey
        // end

        Assert.Equal(4, (first + second).Count);
        Assert.Equal(first, once);
    }

    [Fact]
    public void Events_of_your_own()
    {
        // snippet
        var (_, effects) = Evaluator.EvalFeature(context, "checkout");
        var purchase = new Effect.EventLogged("Purchase", new Value.Object([new("total", 12.5), new("currency", "EUR")]));

        var all = effects + Effects.Of(purchase, purchase);       // two that are alike are two
        // end

        Assert.Equal(4, all.Distinct().Count);
        Assert.Equal(all, Effects.Parse(all.ToString()).Effects);
    }

    [Fact]
    public void Composition()
    {
        // snippet
        var ((layout, size), effects) =
            from checkout in Evaluator.EvalFeature(context, "checkout")
            from page in Evaluator.EvalFeature(context, "page-size")
            select (checkout.ValueOr("classic"), page.ValueOr(10));
        // end

        Assert.Contains(layout, new[] { "classic", "one-page" });
        Assert.Equal(20, size);
        Assert.Equal(3, effects.Count);
    }

    [Fact]
    public void Sticky_buckets()
    {
        // snippet
        var stored = StickyBuckets.Of(StickyAssignmentDocument.Parse(
            """{"attributeName":"id","attributeValue":"u-1","assignments":{"new-checkout__0":"1"}}""").Document!);
        var returning = context with { StickyBuckets = stored };  // null, the default, switches them off

        var (result, _) = Evaluator.EvalFeature(returning, "checkout");           // stays in variation "1"

        var newcomer = context with { StickyBuckets = StickyBuckets.Empty };
        var (_, effects) = Evaluator.EvalFeature(newcomer, "checkout");           // asks to store an assignment
        var next = newcomer.Apply(effects);                                       // and this context has it
        // end

        Assert.Equal("one-page", result.ValueOr(""));
        Assert.True(result.ExperimentResult!.StickyBucketUsed);
        Assert.IsType<Effect.StickyBucketAssigned>(effects[0]);
        Assert.DoesNotContain(Evaluator.EvalFeature(next, "checkout").Effects, effect => effect is Effect.StickyBucketAssigned);
    }

    [Fact]
    public void Inline_experiments()
    {
        // snippet
        var experiment = new Experiment("button-color", "green", "blue", "red")
        {
            Weights = [0.4, 0.3, 0.3],
            Coverage = 0.8,
            Condition = Condition.Parse("""{"plan": {"$in": ["pro", "team"]}}""").Condition,
        };

        var (result, effects) = Evaluator.RunExperiment(context, experiment);
        var color = result.ValueOr("green");
        // end

        Assert.Contains(color, new[] { "green", "blue", "red" });
        Assert.Equal(result.InExperiment ? 1 : 0, effects.Count);
    }

    [Fact]
    public void Conditions()
    {
        // snippet
        var (condition, errors) = Condition.Parse("""{"id": {"$inGroup": "beta"}, "plan": {"$regex": "^pro"}}""");

        var matches = Evaluator.EvalCondition(context, condition);
        // end

        Assert.Empty(errors);
        Assert.True(matches);
    }

    [Fact]
    public void Explanations()
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);

        // snippet
        var explanation = Evaluator.Explain(context with { Attributes = new Attributes { ["plan"] = "free" } }, "dark-mode");

        output.Write(explanation);
        // dark-mode = false (defaultValue)
        //   rule 0 force fr_1: Skipped
        //     ✗ test {"path":"plan","operator":"","expected":"pro","actual":"free"}
        //     ✗ condition
        // end

        Assert.Equal(
            """
            dark-mode = false (defaultValue)
              rule 0 force fr_1: Skipped
                ✗ test {"path":"plan","operator":"","expected":"pro","actual":"free"}
                ✗ condition

            """.ReplaceLineEndings("\n"),
            output.ToString());
    }

    [Fact]
    public void Attributes_from_anywhere()
    {
        // snippet
        var inline = new Attributes { ["id"] = "u-1", ["age"] = 26, ["tags"] = new[] { "vip", "beta" }, ["beta"] = true };
        var (parsed, errors) = Attributes.Parse("""{"id": "u-1", "device": {"os": "ios"}}""");
        var plain = Attributes.From(new Dictionary<string, object?> { ["id"] = "u-1", ["seats"] = 3 });
        var typed = Attributes.From(new Visitor("u-1", "pro"), VisitorJson.Default.Visitor);

        var merged = parsed.With(plain).With("country", "DE");
        // end

        Assert.Equal(4, inline.Count);
        Assert.Empty(errors);
        Assert.Equal("pro", typed["plan"]);
        Assert.Equal(["id", "device", "seats", "country"], merged.Keys);
    }

    [Fact]
    public void Payload_errors()
    {
        // snippet
        var (payload, errors) = Payload.Parse("""{"features": {"a": {"rules": [{"force": 1, "coverage": "half"}]}, "b": {"defaultValue": 1}}}""");
        // errors[0]: error at $.features.a.rules[0].coverage: not a number
        // errors[1]: error at $.features.a.rules[0]: the rule is malformed and left out

        var (b, _) = Evaluator.EvalFeature(new Context(payload, Attributes.Empty), "b"); // is as it was
        // end

        Assert.Equal("error at $.features.a.rules[0].coverage: not a number", errors[0].ToString());
        Assert.Equal("error at $.features.a.rules[0]: the rule is malformed and left out", errors[1].ToString());
        Assert.True(b.On);
    }

    [Fact]
    public void Strict_payloads()
    {
        var json = Json;

        // snippet
        var payload = Payload.Validate(json).Match(
            Succ: valid => valid,
            Fail: errors => throw new InvalidDataException(string.Join("\n", errors)));
        // end

        Assert.Equal(4, payload.FeatureKeys.Count);
    }

    [Fact]
    public void Encrypted_payloads()
    {
        var encryptedJson = """{"features":{},"encryptedFeatures":"m5ylFM6ndyOJA2OPadubkw==.Uu7ViqgKEt/dWvCyhI46q088PkAEJbnXKf3KPZjf9IEQQ+A8fojNoxw4wIbPX3aj"}""";
        var key = "Zvwv/+uhpFDznZ6SX28Yjg==";

        // snippet
        var (payload, errors) = Payload.Parse(encryptedJson, decryptionKey: key);
        // end

        Assert.Empty(errors);
        Assert.Equal(["feature"], payload.FeatureKeys);
    }

    [Fact]
    public void Secure_attributes()
    {
        // snippet
        var attributes = new Attributes { ["id"] = "u-1", ["email"] = "ada@example.com" };
        var hashed = attributes.HashSecure(salt: "f09jq3fij", "email");
        // end

        Assert.Equal("u-1", hashed["id"]);
        Assert.Equal(SecureAttributes.Hash("f09jq3fij", "ada@example.com"), hashed["email"]);
    }

    [Fact]
    public void Overrides()
    {
        // snippet
        var support = context with
        {
            AttributeOverrides = new Attributes { ["plan"] = "free" },
            ForcedFeatureValues = Value.Object.Empty.With("page-size", 50),
            ForcedVariations = context.ForcedVariations.Add("new-checkout", 1),
            Url = "https://shop.example/cart?button-color=2",         // forces an experiment's variation
        };
        // end

        Assert.Equal(50, Evaluator.GetFeatureValue(support, "page-size", 0).Value);
        Assert.Equal("one-page", Evaluator.GetFeatureValue(support, "checkout", "").Value);
        Assert.False(Evaluator.IsOn(support, "dark-mode").IsOn);
        Assert.Equal(2, Evaluator.RunExperiment(support, new Experiment("button-color", 1, 2, 3)).Result.VariationId);
    }

    [Fact]
    public void Redirects()
    {
        var payload = Payload.Parse("""
            {"experiments":[{"key":"landing","urlPatterns":[{"type":"simple","pattern":"https://shop.example/","include":true}],
             "persistQueryString":true,"weights":[0,1],"variations":[{},{"urlRedirect":"https://shop.example/new"}]}]}
            """).Payload;

        // snippet
        var visit = new Context(payload, new Attributes { ["id"] = "u-1" }) { Url = "https://shop.example/?utm=mail" };
        var (page, effects) = Evaluator.Redirect(visit);

        var target = page.Redirect?.Url;                          // https://shop.example/new?utm=mail
        // end

        Assert.Equal("https://shop.example/new?utm=mail", target);
        Assert.Single(effects);
    }

    [Fact]
    public void Records()
    {
        // snippet
        var request = new EvaluationRecord(Id: "r1", context, new EvaluationSubject.OfFeature("checkout"));
        var recording = request with { Recorded = request.Evaluate() };

        var line = recording.ToString();                          // JSON Lines: keep it, send it, attach it to a bug
        var (again, _, errors) = EvaluationRecord.Parse(line, payload);
        var differences = again!.Replay();                        // none, on any machine, at any time
        // end

        Assert.Empty(errors);
        Assert.Empty(differences);
    }

    [Fact]
    public void Functions_of_the_specification()
    {
        // snippet
        var bucket = Hashing.Hash(seed: "new-checkout", value: "u-1", version: 2);
        var ranges = Bucketing.BucketRanges(variations: 2, coverage: 0.5, weights: [0.4, 0.6]);
        var variation = Bucketing.ChooseVariation(bucket!.Value, ranges);
        var included = Bucketing.InNamespace("u-1", new ExperimentNamespace("checkout", new BucketRange(0, 0.5)));
        var forced = Bucketing.QueryStringOverride("new-checkout", "https://shop.example/?new-checkout=1", variations: 2);
        var padded = Bucketing.PaddedVersion("v1.2.3-rc.1+build");
        // end

        Assert.InRange(bucket.Value, 0, 0.9999);
        Assert.Equal(2, ranges.Length);
        Assert.InRange(variation, -1, 1);
        Assert.Equal(Bucketing.InNamespace("u-1", new ExperimentNamespace("checkout", new BucketRange(0.5, 1))), !included);
        Assert.Equal(1, forced);
        Assert.Equal("    1-    2-    3-rc-    1", padded);
    }

    // snippet
    public sealed record Theme(string Accent, bool Rounded);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Theme))]
    public sealed partial class ThemeJson : JsonSerializerContext;
    // end

    public sealed record Visitor(string Id, string Plan);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Visitor))]
    public sealed partial class VisitorJson : JsonSerializerContext;
}
