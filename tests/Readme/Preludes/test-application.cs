if (args.Length > 0)
{
    // The application under test: the factory starts the program again, with arguments.
    var builder = WebApplication.CreateBuilder(args);
    builder.Services.AddGrowthBook(options => options.ClientKey = "sdk-abc123");
    var app = builder.Build();
    app.MapGet("/", (GrowthBookClient growthBook, string plan) =>
        growthBook.User(new Attributes { ["id"] = "u-1", ["plan"] = plan }).IsOn("dark-mode") ? "dark" : "light");
    await app.RunAsync();
    return;
}
// snippet
// The factory needs a folder of the application and a list of its dependencies.
var assembly = typeof(PageTests).Assembly.GetName().Name!;
Environment.SetEnvironmentVariable($"ASPNETCORE_TEST_CONTENTROOT_{assembly.ToUpperInvariant().Replace(".", "_")}", Environment.CurrentDirectory);
var dependencies = Path.Combine(AppContext.BaseDirectory, assembly + ".deps.json");
File.Copy(Path.Combine(AppContext.BaseDirectory, "GrowthBook.Readme.Tests.deps.json"), dependencies, overwrite: true);
await new PageTests().The_page_is_dark_for_the_plan_pro();
