using GrowthBook;
using GrowthBook.Client;

namespace FlagServer;

/// <summary>Evaluates for an SDK: the answer has the user's values and exposures, and no rules.</summary>
internal sealed class EvaluationEndpoint(Connections connections, TimeProvider time)
{
    private readonly EvaluationBody _body = new(time);

    public async Task EvaluateAsync(HttpContext http)
    {
        if (connections.Find(http.Request.RouteValues["key"] as string) is not { } client)
        {
            await Answer.UnknownKeyAsync(http);
            return;
        }
        if (client.Current is null)
        {
            await Answer.NoPayloadAsync(http);
            return;
        }
        var (request, status, fault) = await _body.ReadAsync(http.Request);
        if (request is null)
        {
            if (status == 503)
                http.Response.Headers.RetryAfter = "1";
            await Answer.FailAsync(http, status, fault!);
            return;
        }
        var user = (await client.UserAsync(request.Attributes, request.Url, http.RequestAborted)).With(context => context with
        {
            ForcedVariations = request.ForcedVariations,
            ForcedFeatureValues = request.ForcedFeatures,
        });
        http.Response.Headers["x-sse-support"] = "enabled";
        await Answer.WriteAsync(http, 200, Evaluate(user));
    }

    /// <summary>The values of all features, and the page experiments that the user is in. All of them share the steps of one evaluation.</summary>
    private static Value.Object Evaluate(GrowthBookUser user)
    {
        var payload = user.Context.Payload;
        var experiments = payload.Experiments;
        var (features, results) = user.EvalAllAndRun(experiments);
        var entered = experiments.Zip(results).Where(each => each.Second.InExperiment).Select(each => OnlyVariation(each.First, each.Second.VariationId));
        var answer = features.ToPayload().With("experiments", new Value.Array(entered));
        return payload.DateUpdated is { } date ? answer.With("dateUpdated", date) : answer;
    }

    /// <summary>An experiment with the user's variation only.</summary>
    private static Value OnlyVariation(Experiment experiment, int variation) => (experiment with
    {
        Condition = null,
        ParentConditions = default,
        Variations = [.. experiment.Variations.Select((each, index) => index == variation ? each : Value.Object.Empty)],
    }).ToValue();
}
