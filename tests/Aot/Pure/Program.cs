using System.Text.Json.Serialization;
using GrowthBook;

// A native program that uses every door of GrowthBook.Pure. Prints one line and returns 0, or names the check that
// failed and returns 1.

const string Json =
    """
    {"dateUpdated":"2026-08-01T00:00:00Z",
     "features":{
      "plain":{"defaultValue":"blue"},
      "parent":{"defaultValue":true},
      "gated":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"parent","condition":{"value":true},"gate":true}]},{"force":1}]},
      "closed":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"plain","condition":{"value":"red"},"gate":true}]},{"force":1}]},
      "cycle":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"cycle","condition":{"value":true}}],"force":1}]},
      "targeted":{"defaultValue":0,"rules":[{"force":1,"condition":{
        "country":{"$in":["DE","AT"]},"age":{"$gt":18},"email":{"$regex":"@example\\.com$"},"version":{"$vgte":"1.2.0"},
        "tags":{"$elemMatch":{"$eq":"vip"}},"$or":[{"id":{"$inGroup":"bare"}},{"$savedGroup":{"id":"list"}}],"$not":{"country":"FR"}}}]},
      "rollout":{"defaultValue":0,"rules":[{"force":1,"coverage":1,"hashVersion":2,"seed":"s"}]},
      "list":{"defaultValue":[1,2]},
      "shirt":{"defaultValue":{"size":"large","other":"Small","more":["Large",1]}},
      "banner":{"defaultValue":{"text":"hi","size":3}},
      "experiment":{"defaultValue":0,"rules":[{"key":"exp","variations":["a","b"],"weights":[0,1],"hashVersion":2,"meta":[{"key":"0"},{"key":"1"}],
        "namespace":["ns",0,1]}]},
      "bandit":{"defaultValue":0,"rules":[{"key":"cb","contextualVariations":["x","y"],"contextualBanditRef":"cb1"}]},
      "malformed":{"defaultValue":5,"rules":[17]}},
     "savedGroups":{"bare":["1","2"],"list":{"type":"list","attributeKey":"id","values":["1"]}},
     "contextualBandits":{"cb1":{"banditVersion":7,"contexts":[{"leafId":4,"condition":{"country":"DE"},"weights":[0,1]}]}},
     "experiments":[
      {"key":"visual","variations":[{},{"css":"a{}"}],"weights":[0,1]},
      {"key":"redirect","variations":[{},{"urlRedirect":"https://b.example/?z=1"}],"weights":[0,1],"persistQueryString":true,
       "urlPatterns":[{"type":"simple","pattern":"https://a.example/*","include":true}]}]}
    """;

var failed = new List<string>();

void Check(string name, bool holds)
{
    if (!holds)
        failed.Add(name);
}

var (payload, errors) = Payload.Parse(Json);
Check("one fault is found, at its path", errors.Any(error => error.Path == "$.features.malformed.rules[0]") && errors.Length == 1);
Check("features are read", payload.FeatureKeys.Count == 13);

var user = new User("1", "DE", 26, "ann@example.com", "1.10.0", ["vip"]);
var attributes = Attributes.From(user, AppJson.Default.User);
Check("attributes of an object", attributes.Equals(Attributes.Parse(
    """{"id":"1","country":"DE","age":26,"email":"ann@example.com","version":"1.10.0","tags":["vip"]}""").Value));

var context = new Context(payload, attributes) { Url = "https://a.example/?q=1", StickyBuckets = StickyBuckets.Empty };

FeatureResult Evaluate(string key) => Evaluator.EvalFeature(context, key).Result;

Check("default value", Evaluate("plain").ValueOr("") == "blue");
Check("open gate", Evaluate("gated").ValueOr(0) == 1);
Check("failed gate", Evaluate("closed").Source == FeatureResultSource.Prerequisite);
Check("cycle", Evaluate("cycle").Source == FeatureResultSource.CyclicPrerequisite);
Check("targeting", Evaluate("targeted").ValueOr(0) == 1);
Check("rollout", Evaluate("rollout").ValueOr(0) == 1);
Check("malformed rule", Evaluate("malformed").ValueOr(0) == 5);
Check("unknown feature", Evaluate("unknown").Source == FeatureResultSource.UnknownFeature);
Check("bandit", Evaluate("bandit") is { ExperimentResult.ContextualBandit: { LeafId: 4, BanditVersion: 7 } } bandit && bandit.ValueOr("") == "y");
Check("record by a source-generated serialiser", Evaluate("banner").ValueOr(new Banner("", 0), AppJson.Default.Banner) == new Banner("hi", 3));
Check("wrong type gives the fallback", Evaluate("plain").ValueOr(7, out var misfit) == 7 && misfit is not null);
Check("an evaluation by a source-generated serialiser", Evaluator.GetFeatureValue(context, "banner", new Banner("", 0), AppJson.Default.Banner).Value.Size == 3);
Check("a type without serialiser metadata gives the fallback and names the mend", Primitives.AnyType(Evaluate("banner"), new Banner("f", 0), out misfit).Text == "f" && HasMend(misfit, "Banner"));
Check("so does a list", Primitives.AnyType(Evaluate("list"), new List<int> { 9 }, out misfit) is [9] && HasMend(misfit, "List<int>"));
Check("enums in a record are read by name", Evaluate("shirt").ValueOr(new Shirt(Size.Small, null, []), AppJson.Default.Shirt, out misfit) is { Size: Size.Large, Other: Size.Small, More: [Size.Large, Size.Small] } && misfit is null);
Check("typed value", Evaluator.GetFeatureValue(context, "gated", 0).Value == 1 && Evaluator.IsOn(context, "gated").IsOn && Evaluator.IsOff(context, "unknown").IsOff);

var (experiment, effects) = Evaluator.EvalFeature(context, "experiment");
Check("experiment", experiment.ValueOr("") == "b");
Check("effects in order", effects is [Effect.StickyBucketAssigned, Effect.ExperimentViewed, Effect.FeatureEvaluated]);
Check("effects read back", Effects.Parse(effects.ToString()).Value == effects);
Check("sticky assignment is seen", Evaluator.EvalFeature(context.Apply(effects), "experiment").Result.ExperimentResult is { StickyBucketUsed: true });
Check("inline experiment", Evaluator.RunExperiment(context, new Experiment("inline", 0, 1) { Weights = [0, 1] }).Result.VariationId == 1);
Check("condition", Evaluator.EvalCondition(context, Condition.Parse("""{"age":{"$lt":30}}""").Value));

var (page, tracked) = Evaluator.EvalPage(context);
Check("redirect", page is { Redirect.Url: "https://b.example/?z=1&q=1", VisualChanges.Length: 1 } && tracked.Count == 4);

var explanation = Evaluator.Explain(context, "targeted");
Check("explanation", explanation.ToString().Contains("country", StringComparison.Ordinal) && explanation.ToValue().Count == 3);

var record = EvaluationRecord.Parse("""{"id":1,"context":{"attributes":{"id":"1"}},"feature":"plain"}""", payload).Value.Record!;
Check("record", record.WithAnswer().Replay().IsEmpty);
Check("context goes to JSON and back", Context.Parse(context.ToString(), payload).Value == context);
Check("secure attributes", SecureAttributes.Hash("a", "bc").StartsWith("ba7816bf", StringComparison.Ordinal));
Check("encryption", Encryption.Decrypt("x.y", "AAAAAAAAAAAAAAAAAAAAAA==") is null);

Serialisation.Check(Check, context, payload);
Primitives.Check(Check);

var ((color, size), both) =
    from a in Evaluator.EvalFeature(context, "plain")
    from b in Evaluator.EvalFeature(context, "gated")
    select (a.ValueOr(""), b.ValueOr(0));
Check("query", (color, size, both.Count) == ("blue", 1, 3));

Console.WriteLine(failed.Count == 0 ? "GrowthBook.Pure runs natively: every check holds" : "failed: " + string.Join(", ", failed));
return failed.Count == 0 ? 0 : 1;

static bool HasMend(PayloadError? misfit, string type) => misfit is not null && misfit.Message.Contains($"is not a value of type {type}: ", StringComparison.Ordinal)
    && misfit.Message.Contains("use a JsonSerializerContext and the overload with JsonTypeInfo", StringComparison.Ordinal);

internal enum Size
{
    Small = 1,
    Large,
}

internal sealed record Shirt(Size Size, Size? Other, List<Size> More);

internal sealed record User(string Id, string Country, int Age, string Email, string Version, string[] Tags);

internal sealed record Banner(string Text, int Size);

[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(Banner))]
[JsonSerializable(typeof(Shirt))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class AppJson : JsonSerializerContext;
