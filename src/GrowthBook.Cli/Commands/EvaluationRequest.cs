using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The features that <c>eval</c> and <c>explain</c> evaluate, and the context.</summary>
/// <param name="Features">The keys of the features.</param>
/// <param name="Context">The payload, the user and the switches.</param>
/// <param name="PayloadHash">The hash of the payload's text.</param>
internal sealed record EvaluationRequest(string[] Features, Context Context, string PayloadHash);

/// <summary>An evaluation with the payload as it is written.</summary>
/// <param name="Evaluation">The features and the context.</param>
/// <param name="Payload">The payload.</param>
internal sealed record WrittenRequest(EvaluationRequest Evaluation, WrittenPayload Payload);
