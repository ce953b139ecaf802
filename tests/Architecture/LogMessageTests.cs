using System.Text.RegularExpressions;

namespace GrowthBook.Architecture;

/// <summary>The guarded logger escapes and cuts the texts of all log messages, so that a message need not.</summary>
public sealed class LogMessageTests
{
    private static readonly string[] Packages = ["GrowthBook.Effects", "GrowthBook.Redis", "GrowthBook.AspNetCore", "GrowthBook.FeatureManagement", "GrowthBook.Blazor"];

    private static readonly SourceFile[] Sources = [.. Packages.SelectMany(ProjectSources.Of).DistinctBy(file => file.Path)];

    [Fact]
    public void Every_log_message_takes_the_guarded_logger()
    {
        var messages = Sources.SelectMany(file => Regex.Matches(file.Text, @"\[LoggerMessage\(.*\n\s*(public static partial void \w+\((\w+) logger\b.*)"))
            .Select(match => (Declaration: match.Groups[1].Value, Logger: match.Groups[2].Value))
            .ToArray();

        Assert.Equal(Sources.Sum(file => Regex.Count(file.Text, @"\[LoggerMessage\(")), messages.Length);
        Assert.All(messages, message => Assert.True(message.Logger == "GuardedLogger", message.Declaration));
    }

    /// <summary>The guard escapes texts. Other types have texts that the library or the application itself decides.</summary>
    [Fact]
    public void The_values_of_log_messages_are_texts_numbers_or_names_of_the_program()
    {
        string[] types = ["string", "int", "long", "double", "TimeSpan", "Type", "Exception", "PayloadOrigin", "PayloadFailureReason"];
        var values = Sources.SelectMany(file => Regex.Matches(file.Text, @"public static partial void \w+\(GuardedLogger logger(?:, (\w+) \w+)*\)"))
            .SelectMany(match => match.Groups[1].Captures)
            .Select(type => type.Value)
            .Distinct();

        Assert.Empty(values.Except(types));
    }

    [Fact]
    public void No_log_message_is_written_without_a_declaration() => Assert.All(
        Sources, file => Assert.False(Regex.IsMatch(file.Text, @"\.Log(Trace|Debug|Information|Warning|Error|Critical)\("), file.Path));
}
