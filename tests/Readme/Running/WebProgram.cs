using System.Diagnostics;
using System.Reflection;
using GrowthBook.Readme.Tests.Markdown;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GrowthBook.Readme.Tests.Running;

/// <summary>Runs a web program unchanged: takes the host that it builds, sends a request and stops it.</summary>
internal static class WebProgram
{
    public static async Task<string> RunAsync(Assembly program, Directive request)
    {
        using var hook = new HostHook();
        var run = SnippetRunner.StartAsync(program, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning");
        await await Task.WhenAny(hook.Built, run);
        var host = await hook.Built;
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var started = new TaskCompletionSource();
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await await Task.WhenAny(started.Task, run);

        using var client = new HttpClient();
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        try
        {
            var url = request.Get ?? request.Post ?? throw new FormatException("a web program needs a get=… or a post=…");
            using var message = new HttpRequestMessage(request.Post is null ? HttpMethod.Get : HttpMethod.Post, new Uri(new Uri(address), url));
            if (request.Body is { } body)
                message.Content = new StringContent(body);
            using var response = await client.SendAsync(message);
            return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync() + "\n";
        }
        finally
        {
            lifetime.StopApplication();
            await run;
        }
    }

    /// <summary>Listens to the diagnostic events of hosts.</summary>
    private sealed class HostHook : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly TaskCompletionSource<IHost> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<IDisposable> _subscriptions = [];

        public HostHook() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

        public Task<IHost> Built => _built.Task;

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
                _subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilt", Value: IHost host })
                _built.TrySetResult(host);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => _built.TrySetException(error);

        public void Dispose()
        {
            foreach (var subscription in _subscriptions)
                subscription.Dispose();
        }
    }
}
