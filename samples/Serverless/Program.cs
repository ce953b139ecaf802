using System.Text;
using GrowthBook;
using Serverless;

// The loop of a custom runtime of AWS Lambda: asks for the next invocation, answers it, and so on.
if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } host)
{
    Console.Error.WriteLine("AWS_LAMBDA_RUNTIME_API is not set; AWS Lambda sets it to the address of its runtime API");
    return 1;
}
var runtime = $"http://{host}/2018-06-01/runtime/invocation/";
using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };

var (payload, errors) = Payload.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "shipping.json")));
foreach (var error in errors)
    Console.Error.WriteLine($"shipping.json: {error}");

var function = new Function(payload, TrackTo(Environment.GetEnvironmentVariable("TRACKING_URL")), Console.Error.WriteLine);

while (true)
{
    using var next = await http.GetAsync(runtime + "next");
    var id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
    try
    {
        await PostAsync($"{runtime}{id}/response", await function.HandleAsync(await next.Content.ReadAsStringAsync()));
    }
    catch (Exception e)
    {
        Console.Error.WriteLine($"invocation {id} failed: {e.Message}");
        var message = e is BadRequestException mistake ? mistake.Answer : e.Message;
        await PostAsync($"{runtime}{id}/error", new Value.Object { ["errorType"] = e.GetType().Name, ["errorMessage"] = message }.ToString());
    }
}

Func<Effect.ExperimentViewed, CancellationToken, Task> TrackTo(string? url)
{
    if (url is { Length: > 0 })
        return (exposure, cancellation) => PostAsync(url, exposure.ToValue().ToString(), cancellation);
    Console.Error.WriteLine("TRACKING_URL is not set; exposures are not reported");
    return (_, _) => Task.CompletedTask;
}

async Task PostAsync(string url, string json, CancellationToken cancellation = default)
{
    using var response = await http.PostAsync(url, new StringContent(json, Encoding.UTF8, "application/json"), cancellation);
    response.EnsureSuccessStatusCode();
}
