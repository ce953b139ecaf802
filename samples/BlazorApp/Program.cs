using BlazorApp;
using GrowthBook;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.Services.AddGrowthBook(builder.Configuration.GetSection("GrowthBook"))
    .AddBlazor(options => options.Attributes.Add((_, _) => new Attributes { ["id"] = "u-1" }));
await builder.Build().RunAsync();
