await using var server = await Given.ServerAsync();
var (clientKey, apiHost) = (FeatureServer.ClientKey, server.Url);
var builder = Host.CreateEmptyApplicationBuilder(null);
var services = builder.Services;
var queue = Channel.CreateUnbounded<string>();
services.AddSingleton(queue.Reader);
// snippet
services.PostConfigure<GrowthBookOptions>(options => options.StartTimeout = TimeSpan.FromMinutes(2));
using var host = builder.Build();
await host.StartAsync();
queue.Writer.TryWrite("u-1");
queue.Writer.TryWrite("u-2");
queue.Writer.Complete();
await host.Services.GetServices<IHostedService>().OfType<Mailer>().Single().ExecuteTask!;
await host.StopAsync();
