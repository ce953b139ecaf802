using System.Reflection;

namespace GrowthBook.Architecture;

/// <summary>The libraries that applications reference: those of the packages without <c>GrowthBook.Analysis</c>.</summary>
internal static class ApplicationLibraries
{
    public static IReadOnlyList<Assembly> All { get; } =
    [
        typeof(Evaluator).Assembly,
        typeof(Client.GrowthBookClient).Assembly,
        Assembly.Load("GrowthBook.Redis"),
        Assembly.Load("GrowthBook.AspNetCore"),
        Assembly.Load("GrowthBook.FeatureManagement"),
        Assembly.Load("GrowthBook.Blazor"),
        Assembly.Load("GrowthBook.Testing"),
        Assembly.Load("GrowthBook.LanguageExt"),
    ];
}
