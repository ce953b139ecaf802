using System.Reflection;

namespace GrowthBook.Pure.Properties;

public class ReadmeTests
{
    [Fact]
    public void The_readme_lists_every_law_and_no_other() => Assert.Equal(
        Laws().Order(StringComparer.Ordinal),
        File.ReadLines(Path.Combine(Folder(), "README.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim())
            .Where(name => name is not ("law" or "fuzz test" or "---"))
            .Order(StringComparer.Ordinal));

    private static IEnumerable<string> Laws() =>
        from type in typeof(LawAttribute).Assembly.GetTypes()
        where type.Name.EndsWith("Laws", StringComparison.Ordinal) || type == typeof(FuzzTests)
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where method.GetCustomAttributes<FactAttribute>().Any()
        select method.Name.Replace('_', ' ');

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
                return Path.Combine(folder.FullName, "tests", "Properties");
        }
        throw new DirectoryNotFoundException($"no GrowthBook.sln above {AppContext.BaseDirectory}");
    }
}
