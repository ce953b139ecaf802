using GrowthBook;

// Loads a payload, evaluates one feature for one user, and exits: 0 when the feature is known.
var (payload, _) = Payload.Parse(File.ReadAllBytes(args[0]));
var context = new Context(payload, new Attributes { ["id"] = "user-42", ["country"] = "US", ["plan"] = "pro" });
var (result, _) = Evaluator.EvalFeature(context, args[1]);
return result.Source == FeatureResultSource.UnknownFeature ? 1 : 0;
