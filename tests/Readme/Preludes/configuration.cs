var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Configuration.AddJsonFile(Path.GetFullPath("appsettings.json"));
// snippet
using var host = builder.Build();
var options = host.Services.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().Get("");
Assert.NotNull(builder.Configuration.GetSection("GrowthBook").Get<GrowthBookOptions>(binder => binder.ErrorOnUnknownConfiguration = true));
Assert.Equal("sdk-abc123", options.ClientKey);
Assert.Equal(PayloadUpdateMode.Streaming, options.UpdateMode);
Assert.Equal(TimeSpan.FromSeconds(3), options.StartTimeout);
Assert.Equal(FullQueuePolicy.DropOldest, options.Writer.FullQueue);
