using GrowthBook;

namespace Serverless;

/// <summary>Answers with the price of shipping for a user, and reports the experiment before it returns.</summary>
/// <param name="payload">The flags, loaded once per process.</param>
/// <param name="track">Reports an exposure.</param>
public sealed class Function(Payload payload, Func<Effect.ExperimentViewed, Task> track)
{
    /// <param name="request">The attributes of the user as a JSON object.</param>
    /// <returns>A JSON object.</returns>
    /// <exception cref="BadRequestException">The request is not a JSON object of attributes.</exception>
    public async Task<string> HandleAsync(string request)
    {
        var (attributes, errors) = Attributes.Parse(request);
        if (errors.Any(error => error.Severity != ErrorSeverity.Warning))
            throw new BadRequestException("the request is not the attributes of a user: " + string.Join("; ", errors));
        var (price, effects) = Evaluator.GetFeatureValue(new Context(payload, attributes), "shipping-price", 4.90);
        // The host may suspend the process as soon as the answer is out.
        await Task.WhenAll(effects.OfType<Effect.ExperimentViewed>().Select(track));
        return new Value.Object { ["price"] = price }.ToString();
    }
}
