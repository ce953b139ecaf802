using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Handles the requests of the protocol.</summary>
/// <param name="options">The options.</param>
/// <param name="client">Returns the client of a request.</param>
/// <param name="time">Measures the time between pings.</param>
/// <param name="logger">Logs refused requests.</param>
/// <param name="stopping">Whether the application stops.</param>
internal sealed class OfrepEndpoints(
    OfrepOptions options, Func<HttpContext, GrowthBookClient?> client, TimeProvider time, GuardedLogger logger, CancellationToken stopping)
{
    /// <summary>The keys with which an unknown one is compared, and the characters of one that is.</summary>
    private const int MaxCompared = 1_000, LongestCompared = 100;

    /// <summary>The longest details in a log line.</summary>
    private const int MaxDetails = 300;

    private readonly OfrepKeys _keys = new(options.ApiKeys);
    private readonly FailureCounts<string> _refused = new();
    private readonly LoggedKeys _notFound = new();

    /// <summary>Evaluates one feature and reports its effects.</summary>
    public async Task EvaluateOneAsync(HttpContext http)
    {
        var key = OfrepPath.KeyOf(http);
        if (ClientOf(http, _keys.Allows(http.Request, out _), out var fault) is not { } growthBook)
        {
            await OfrepAnswer.WriteAsync(http, fault!, key);
            return;
        }
        (var attributes, fault) = await ReadContextAsync(http.Request);
        if (fault is null)
        {
            var user = await growthBook.UserAsync(attributes, cancellationToken: http.RequestAborted);
            // An unknown key is no usage of a feature: its effects would grow with the keys that clients invent.
            var result = Exists(http, user.Context, key) ? user.EvalFeature(key) : null;
            fault = result is not null ? OfrepFlag.FaultOf(result) : IsReady(user) ? NotFound(http, user.Context.Payload, key) : OfrepFault.NotReady();
            if (fault is null)
            {
                await OfrepAnswer.WriteAsync(http, StatusCodes.Status200OK, OfrepFlag.Of(key, result!, user.Context.Payload));
                return;
            }
        }
        await OfrepAnswer.WriteAsync(http, fault, key);
    }

    /// <summary>Evaluates all features. Without a payload these are the forced ones, and an event announces the others.</summary>
    public async Task EvaluateAllAsync(HttpContext http)
    {
        if (ClientOf(http, _keys.Allows(http.Request, out var token), out var fault) is not { } growthBook)
        {
            await OfrepAnswer.WriteAsync(http, fault!);
            return;
        }
        (var attributes, fault) = await ReadContextAsync(http.Request);
        if (fault is not null)
        {
            await OfrepAnswer.WriteAsync(http, fault);
            return;
        }
        var version = growthBook.Current?.ContentHash; // before the evaluation, so that a later payload is an event
        var user = await growthBook.UserAsync(attributes, cancellationToken: http.RequestAborted);
        if (!IsReady(user) && user.Context.ForcedFeatureValues.Count == 0)
        {
            await OfrepAnswer.WriteAsync(http, OfrepFault.NotReady());
            return;
        }
        var members = new List<KeyValuePair<string, Value>> { new("flags", new Value.Array(Flags(http, growthBook, user))) };
        if (options.HasEventStream && (version is not null || !IsReady(user)))
            members.Add(new("eventStreams", Value.Array.Of(EventStream(http.Request, version ?? OfrepEvents.NoPayload, token))));
        await OfrepAnswer.WriteWithTagAsync(http, new Value.Object(members));
    }

    /// <summary>Sends an event for each payload that comes into use.</summary>
    public Task SendEventsAsync(HttpContext http) => ClientOf(http, _keys.AllowsStream(http.Request), out var refusal) is { } growthBook
        ? OfrepEvents.SendAsync(http, growthBook, time, stopping)
        : OfrepAnswer.WriteAsync(http, refusal!);

    /// <summary>Returns the client of a request; <c>null</c> if it is refused, which is logged.</summary>
    private GrowthBookClient? ClientOf(HttpContext http, bool isAllowed, out OfrepFault? refusal)
    {
        refusal = null;
        if (isAllowed && ApplicationFunction.Call(http, client, $"{nameof(OfrepOptions)}.{nameof(OfrepOptions.Client)}") is { } growthBook)
            return growthBook;
        refusal = isAllowed ? OfrepFault.NoClient() : OfrepKeys.IsGivenBy(http.Request) ? OfrepFault.UnknownKey() : OfrepFault.NoKey();
        LogRefused(refusal, refusal.Details);
        return null;
    }

    /// <summary>Returns the attributes of a request, or why it is refused, which is logged.</summary>
    private async ValueTask<(Attributes Attributes, OfrepFault? Fault)> ReadContextAsync(HttpRequest request)
    {
        var (attributes, fault) = await OfrepContext.ReadAsync(request, options);
        if (fault is not null)
            LogRefused(fault, fault.Code); // the details have parts of the body
        return (attributes, fault);
    }

    /// <param name="refusal">Why the request is refused.</param>
    /// <param name="reason">What tells it from other reasons.</param>
    private void LogRefused(OfrepFault refusal, string reason)
    {
        if (_refused.Add(reason, out var total))
            OfrepLog.Refused(logger, refusal.Status, PlainText.Of(refusal.Details, MaxDetails), total);
    }

    /// <summary>Whether the client had a payload when it made a user.</summary>
    private static bool IsReady(GrowthBookUser user) => !ReferenceEquals(user.Context.Payload, Payload.Empty);

    private bool Exists(HttpContext http, Context context, string key) =>
        (context.Payload.HasFeature(key) || context.ForcedFeatureValues.ContainsKey(key)) && MayEvaluate(http, key);

    /// <summary>Logs an unknown key once, and names the nearest one that the caller may evaluate. The work per request has a limit.</summary>
    private OfrepFault NotFound(HttpContext http, Payload payload, string key)
    {
        var nearest = key.Length <= LongestCompared && payload.FeatureKeys.Count <= MaxCompared
            ? NearestName.Near(key, payload.FeatureKeys.Where(each => MayEvaluate(http, each)))
            : null;
        if (_notFound.Add(ref key) == true)
            OfrepLog.NotFound(logger, key, nearest is null ? "correct the key, or add the feature in GrowthBook" : $"did you mean `{nearest}`?");
        return OfrepFault.NotFound(nearest);
    }

    private bool MayEvaluate(HttpContext http, string key) => options.MayEvaluate is not { } mayEvaluate
        || ApplicationFunction.Call(http, key, mayEvaluate, $"{nameof(OfrepOptions)}.{nameof(OfrepOptions.MayEvaluate)}");

    private List<Value> Flags(HttpContext http, GrowthBookClient growthBook, GrowthBookUser user)
    {
        var context = user.Context;
        var (all, _) = Evaluator.EvalAll(context);
        var flags = new List<Value>(all.Count);
        var keys = new List<string>(all.Count);
        foreach (var (key, result) in all)
        {
            if (!MayEvaluate(http, key))
                continue;
            keys.Add(key);
            flags.Add(OfrepFlag.FaultOf(result)?.Of(key) ?? OfrepFlag.Of(key, result, context.Payload));
        }
        if (options.RunsBulkEffects)
            growthBook.Effects.Run(all.EffectsOf(keys), context);
        // The payload need not have a forced feature, whose evaluation has no effects.
        foreach (var (key, _) in context.ForcedFeatureValues)
        {
            if (!context.Payload.HasFeature(key) && MayEvaluate(http, key))
                flags.Add(OfrepFlag.Of(key, Evaluator.EvalFeature(context, key).Result, context.Payload));
        }
        return flags;
    }

    private static Value.Object EventStream(HttpRequest request, string version, string? token)
    {
        var uri = $"{OfrepPath.EventsNextTo(request)}?since={version}{(token is null ? "" : "&token=" + token)}";
        return new Value.Object(
        [
            new("type", "sse"),
            new("endpoint", new Value.Object([new("requestUri", uri)])),
            new("inactivityDelaySec", 120),
        ]);
    }
}
