using System.Xml.Linq;

namespace GrowthBook.Architecture;

/// <summary>A copied sample has no <c>Directory.Build.props</c> of the repository, so its project says what its code needs.</summary>
public sealed class SampleProjectTests
{
    [Fact]
    public void Each_sample_has_what_its_code_needs()
    {
        var projects = Directory.GetFiles(Path.Combine(ProjectSources.Root, "samples"), "*.csproj", SearchOption.AllDirectories);
        Assert.True(projects.Length >= 4);
        Assert.All(projects, project =>
        {
            var properties = XDocument.Load(project).Descendants("PropertyGroup").Where(group => group.Attribute("Condition") is null).Elements().ToLookup(element => element.Name.LocalName, element => element.Value);
            Assert.True(properties["Nullable"].SequenceEqual(["enable"]) && properties["ImplicitUsings"].SequenceEqual(["enable"]), project);
        });
    }
}
