using GrowthBook;

namespace Serverless;

/// <summary>Answers with the price of shipping for a user, and reports the experiment before it returns.</summary>
/// <param name="payload">The flags, loaded once per process.</param>
/// <param name="track">Reports an exposure.</param>
/// <param name="log">Writes a line to the log.</param>
public sealed class Function(Payload payload, Func<Effect.ExperimentViewed, CancellationToken, Task> track, Action<string> log)
{
    /// <summary>The longest time that the report of an exposure holds up an answer.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private int _lost;
    private int _refused;
    private int _rounded;

    /// <param name="request">The attributes of the user as a JSON object, or a <see cref="GatewayEvent"/> with these as its body.</param>
    /// <returns>A JSON object, for a gateway with the status 200 or, for a body without attributes, 400.</returns>
    /// <exception cref="BadRequestException">The request is neither.</exception>
    public async Task<string> HandleAsync(string request)
    {
        var parsed = Attributes.Parse(request);
        if (!GatewayEvent.IsOne(parsed.Value))
            return await PriceAsync(parsed);
        try
        {
            return GatewayEvent.Answer(200, await PriceAsync(GatewayEvent.AttributesOf(parsed.Value)));
        }
        catch (BadRequestException e)
        {
            LogSome(ref _refused, $"answered 400: {e.Message}");
            return GatewayEvent.Answer(400, new Value.Object { ["error"] = e.Answer }.ToString());
        }
    }

    private async Task<string> PriceAsync(Parsed<Attributes> parsed)
    {
        var (attributes, errors) = parsed;
        if (errors.FirstOrDefault(error => error.Severity != ErrorSeverity.Warning) is { } fault)
            throw new BadRequestException("the request is not a JSON object with the attributes of a user", fault.Path);
        if (!errors.IsEmpty)
            LogSome(ref _rounded, "a request has an integer beyond 2^53, which loses digits; the caller must send it as a string");
        var (price, effects) = Evaluator.GetFeatureValue(new Context(payload, attributes), "shipping-price", 4.90);
        // The host may suspend the process as soon as the answer is out.
        await Task.WhenAll(effects.OfType<Effect.ExperimentViewed>().Select(TrackAsync));
        return new Value.Object { ["price"] = price }.ToString();
    }

    /// <summary>Logs the first, tenth, hundredth line of a kind and so on: anybody can send requests. The line must have no text of a request.</summary>
    private void LogSome(ref int count, string line)
    {
        var total = Interlocked.Increment(ref count);
        var power = 1L;
        while (power < total)
            power *= 10;
        if (power == total)
            log($"{line} ({total} so far)");
    }

    /// <summary>Reports an exposure. A failure does not cost the user the answer: it is logged and counted.</summary>
    private async Task TrackAsync(Effect.ExperimentViewed exposure)
    {
        using var limit = new CancellationTokenSource(MaxWait);
        try
        {
            await track(exposure, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception e)
        {
            var reason = limit.IsCancellationRequested ? $"no answer within {MaxWait.TotalSeconds} s" : e.Message;
            log($"exposure of {((Value)exposure.Experiment.Key).ToJson()} is lost ({Interlocked.Increment(ref _lost)} so far): {reason}");
        }
    }
}
