using System.Text;
using GrowthBook;
using Serverless;

// The loop of a custom runtime of AWS Lambda: asks for the next invocation, answers it, and so on.
var runtime = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/invocation/";
var tracking = Environment.GetEnvironmentVariable("TRACKING_URL");
using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };

var payload = Payload.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "shipping.json"))).Value;
var function = new Function(payload, exposure => PostAsync(tracking!, exposure.ToValue().ToString()));

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
        await PostAsync($"{runtime}{id}/error", new Value.Object { ["errorType"] = e.GetType().Name, ["errorMessage"] = e.Message }.ToString());
    }
}

async Task PostAsync(string url, string json)
{
    using var response = await http.PostAsync(url, new StringContent(json, Encoding.UTF8, "application/json"));
    response.EnsureSuccessStatusCode();
}
