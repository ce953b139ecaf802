namespace GrowthBook.Cli;

/// <summary>The features that <c>eval</c> and <c>explain</c> evaluate, and the context.</summary>
/// <param name="Features">The keys of the features.</param>
/// <param name="Context">The payload, the user and the switches.</param>
/// <param name="PayloadHash">The hash of the payload's text.</param>
internal sealed record EvaluationRequest(string[] Features, Context Context, string PayloadHash);
