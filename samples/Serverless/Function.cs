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

    /// <param name="request">The attributes of the user as a JSON object.</param>
    /// <returns>A JSON object.</returns>
    /// <exception cref="BadRequestException">The request is not a JSON object of attributes.</exception>
    public async Task<string> HandleAsync(string request)
    {
        var (attributes, errors) = Attributes.Parse(request);
        if (errors.Any(error => error.Severity != ErrorSeverity.Warning))
            throw new BadRequestException("the request is not the attributes of a user: " + string.Join("; ", errors));
        foreach (var warning in errors)
            log($"attributes: {warning}");
        var (price, effects) = Evaluator.GetFeatureValue(new Context(payload, attributes), "shipping-price", 4.90);
        // The host may suspend the process as soon as the answer is out.
        await Task.WhenAll(effects.OfType<Effect.ExperimentViewed>().Select(TrackAsync));
        return new Value.Object { ["price"] = price }.ToString();
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
