using System.Text.RegularExpressions;

namespace GrowthBook.Architecture;

public sealed class EventIdTests
{
    /// <summary>So that a filter or an alert for an event needs no category.</summary>
    [Fact]
    public void An_event_id_belongs_to_one_log_message_of_all_packages()
    {
        string[] packages = ["GrowthBook.Effects", "GrowthBook.Redis", "GrowthBook.AspNetCore", "GrowthBook.FeatureManagement", "GrowthBook.Blazor"];
        var ids = packages.SelectMany(ProjectSources.Of).DistinctBy(file => file.Path)
            .SelectMany(file => Regex.Matches(file.Text, @"\[LoggerMessage\((\d+),"))
            .Select(match => match.Groups[1].Value)
            .ToArray();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(), ids);
    }
}
