using System.CommandLine;
using LanguageExt;

namespace GrowthBook.Cli;

/// <summary>The features that <c>eval</c> and <c>explain</c> evaluate, and the context.</summary>
/// <param name="Features">The keys of the features.</param>
/// <param name="Context">The payload, the user and the switches.</param>
/// <param name="PayloadHash">The hash of the payload's text.</param>
internal sealed record EvaluationRequest(string[] Features, Context Context, string PayloadHash)
{
    public static Argument<string[]> FeatureArgument { get; } = new("FEATURE")
    {
        Description = "The keys of the features.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Either<Fault, EvaluationRequest> Read(
        ParseResult parsed, PayloadOptions payloadOptions, ContextOptions contextOptions, Terminal terminal)
    {
        if (parsed.GetValue(FeatureArgument) is not { Length: > 0 } features)
            return Fault.Usage("name the features to evaluate");
        var inputs = new Inputs(terminal);
        return
            from payload in payloadOptions.Read(parsed, inputs, terminal)
            from context in contextOptions.Read(parsed, payload.Payload, inputs, terminal)
            select new EvaluationRequest(features, context, payload.Hash);
    }

    /// <summary>Warns of unknown features: the value of a mistyped key is <c>null</c>, as that of a feature that is off.</summary>
    public void WarnOfUnknownFeatures(Terminal terminal)
    {
        foreach (var feature in Features.Where(feature => !IsKnown(feature)))
            terminal.Warn($"the payload has no feature `{feature}`");
    }

    private bool IsKnown(string feature) =>
        Context.Payload.HasFeature(feature) || Context.ForcedFeatureValues.ContainsKey(feature);
}
