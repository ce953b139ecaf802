using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// An exposure that another process tracks: a server evaluates, and passes the calls to the browser, which has the analytics
/// (<c>setDeferredTrackingCalls</c> of the JavaScript SDK).
/// </summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Result">The variation that the user got.</param>
/// <param name="Attributes">The user's attributes. Remove those that the receiver must not see.</param>
/// <param name="Url">The URL that the user was at.</param>
/// <example><code>
/// var json = DeferredTrackingCall.Serialize(DeferredTrackingCall.Of(effects, context));
/// </code></example>
[JsonConverter(typeof(PipelineJsonConverter))]
public sealed record DeferredTrackingCall(Experiment Experiment, ExperimentResult Result, Attributes Attributes, string Url)
{
    /// <summary>The exposures among effects, each once.</summary>
    /// <param name="effects">The effects of evaluations in a context.</param>
    /// <param name="context">The context.</param>
    /// <returns>The calls, in the order of the effects.</returns>
    public static ImmutableArray<DeferredTrackingCall> Of(Effects effects, Context context)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var attributes = context.EffectiveAttributes();
        return [.. effects.Distinct().OfType<Effect.ExperimentViewed>()
            .Select(viewed => new DeferredTrackingCall(viewed.Experiment, viewed.Result, attributes, context.Url))];
    }

    /// <summary>Writes calls as JSON.</summary>
    /// <param name="calls">The calls.</param>
    /// <returns>
    /// A JSON array without the character <c>&lt;</c>, so that it is safe in a <c>script</c> element of a page.
    /// </returns>
    public static string Serialize(IEnumerable<DeferredTrackingCall> calls) =>
        // In JSON a < occurs in strings only, where its escape means the same.
        new Value.Array((calls ?? throw new ArgumentNullException(nameof(calls))).Select(call => call.ToValue())).ToString().Replace("<", "\\u003c");

    /// <summary>Reads calls in the form that <see cref="Serialize"/> and the other GrowthBook SDKs write.</summary>
    /// <param name="json">The JSON text of an array of calls; a member <c>user</c> may be missing.</param>
    /// <returns>
    /// The calls without those that are malformed, and the faults with their JSON paths. After 1,000 faults the last one counts the others.
    /// </returns>
    public static Parsed<ImmutableArray<DeferredTrackingCall>> Parse(string json)
    {
        _ = json ?? throw new ArgumentNullException(nameof(json));
        var calls = ImmutableArray.CreateBuilder<DeferredTrackingCall>();
        var errors = new BoundedFaults();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                errors.Add(new PayloadError(ErrorSeverity.Fatal, "$", "not an array of tracking calls"));
            else
                Read(document.RootElement, calls, errors);
        }
        catch (JsonException e)
        {
            errors.Add(new PayloadError(ErrorSeverity.Fatal, "$", $"not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})"));
        }
        return new Parsed<ImmutableArray<DeferredTrackingCall>>(calls.ToImmutable(), errors.ToImmutable());
    }

    /// <summary>The call as the other GrowthBook SDKs write it.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
    [
        new("experiment", Experiment.ToValue()),
        new("result", Result.ToValue()),
        new("user", new Value.Object([new("attributes", Attributes.Members), new("url", Url)])),
    ]);

    private static void Read(JsonElement array, ImmutableArray<DeferredTrackingCall>.Builder calls, BoundedFaults errors)
    {
        var index = -1;
        foreach (var item in array.EnumerateArray())
        {
            var path = $"$[{++index}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                errors.Add(new PayloadError(ErrorSeverity.Error, path, "not a tracking call object; it is left out"));
                continue;
            }
            var (experiment, faults) = Experiment.Parse(Text(item, "experiment"));
            // Warnings are about who would be in the experiment, and the exposure has been decided.
            errors.AddAt(path + ".experiment", [.. faults.Where(fault => fault.Severity != ErrorSeverity.Warning)]);
            (var result, faults) = ExperimentResult.Parse(Text(item, "result"));
            errors.AddAt(path + ".result", faults);
            if (experiment is null || result is null)
                continue;
            var user = JsonMembers.Find(item, "user") ?? default;
            var attributes = Attributes.Empty;
            if (JsonMembers.Find(user, "attributes") is { } members)
            {
                (attributes, faults) = Attributes.Parse(members.GetRawText());
                errors.AddAt(path + ".user.attributes", faults);
            }
            // JsonElement.GetString throws for half of a surrogate pair.
            var url = JsonMembers.Find(user, "url") is { } text && Value.Parse(text.GetRawText()).Value is Value.String content ? content.Content : "";
            calls.Add(new DeferredTrackingCall(experiment, result, attributes, url));
        }
    }

    private static string Text(JsonElement item, string name) => JsonMembers.Find(item, name)?.GetRawText() ?? "null";
}
