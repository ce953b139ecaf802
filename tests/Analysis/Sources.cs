using System.Text;

namespace GrowthBook.Analysis.Tests;

/// <summary>Payload sources of texts and of single rules.</summary>
internal static class Sources
{
    public static PayloadSource Of(string json) => PayloadSource.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>A payload with one feature, <c>f</c>, of the rules given as JSON.</summary>
    public static PayloadSource OfRules(params string[] rules) =>
        Of($$$"""{"features":{"f":{"defaultValue":false,"rules":[{{{string.Join(',', rules)}}}] } } }""");

    public static string Shop(string file = "payload.json")
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
                return File.ReadAllText(Path.Combine(folder.FullName, "samples", "shop", file));
        }
        throw new DirectoryNotFoundException("GrowthBook.sln is in none of the folders above the tests");
    }
}
