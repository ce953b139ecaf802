using System.Reflection;
using System.Text.Json;
using Xunit.Sdk;

namespace GrowthBook.Pure.Tests.NodeAnswers;

/// <summary>
/// Gives a theory the rows of a table in this folder, each as its JSON text: the inputs and the answer that
/// <c>answer.mjs</c> got from Node 20. The text is ASCII, so that lone surrogates survive the test runner.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeAnswersAttribute(string table, string group) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), table + ".json")));
        return [.. json.RootElement.GetProperty(group).EnumerateArray().Select(row => new object[] { row.GetRawText() })];
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
                return Path.Combine(folder.FullName, "tests", "Pure", "NodeAnswers");
        }
        throw new DirectoryNotFoundException($"no GrowthBook.sln above {AppContext.BaseDirectory}");
    }
}
