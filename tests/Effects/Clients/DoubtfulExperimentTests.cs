using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>The client logs members of an experiment in code that cannot be meant, as reading a payload warns of them.</summary>
public sealed class DoubtfulExperimentTests
{
    private const string Line = "the code runs experiment `price` with members that cannot be meant: ";

    private readonly FakeLogCollector _log = new();

    private static Experiment Price => new("price", 1, 2) { Weights = [90, 10], Coverage = 10, Force = 5 };

    [Fact]
    public async Task It_is_logged_once_per_key_with_each_member()
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(Shop.Ada).Run(Price);
        var line = Assert.Single(Lines());
        Assert.StartsWith(Line, line, StringComparison.Ordinal);
        foreach (var warning in Price.Validate())
            Assert.Contains($"{warning.Path}: {warning.Message}", line, StringComparison.Ordinal);
        Assert.Equal(["$.weights", "$.coverage", "$.force"], Price.Validate().Select(warning => warning.Path));
        client.User(Shop.Ada).Run(Price with { Key = "other" });
        Assert.Equal(2, Lines().Count);
    }

    [Fact]
    public async Task A_malformed_condition_is_logged()
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(Shop.Ada).Run(new Experiment("price", 1, 2) { Condition = Condition.Parse("""{"seats":{"$inn":[3]}}""").Value });
        Assert.Equal($"{Line}$.condition.seats.$inn: unknown operator; it matches nothing; correct them in the code, where Experiment.Validate() lists them for a test", Assert.Single(Lines()));
    }

    [Fact]
    public async Task An_experiment_without_doubts_and_one_that_does_not_run_are_not_logged()
    {
        await using var client = await StartAsync();
        var user = client.User(Shop.Ada);
        user.Run(new Experiment("fine", 1, 2) { Weights = [0.9, 0.1], Coverage = 0.5, Force = 1 });
        user.Run(Price with { Key = "draft", Active = false });
        Assert.Empty(Lines());
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(null, "draft")]
    [InlineData(null, "stopped")]
    public async Task One_that_does_not_run_hides_no_later_one_of_its_key(bool? active, string? status)
    {
        await using var client = await StartAsync();
        var user = client.User(Shop.Ada);
        user.Run(Price with { Active = active, Status = status });
        Assert.Empty(Lines());
        user.Run(Price);
        user.Run(Price);
        Assert.Single(Lines());
    }

    /// <summary>Keys and numbers of experiments can be generated.</summary>
    [Fact]
    public async Task Lines_are_bounded_in_number_and_length()
    {
        await using var client = await StartAsync();
        var user = client.User(Shop.Ada);
        for (var i = 0; i < 300; i++)
            user.Run(Price with { Key = new string('k', 1000) + i });
        for (var i = 0; i < 300; i++)
            user.Run(new Experiment($"k\n{i}", 1, 2) { Filters = [.. Enumerable.Repeat(new Filter("s", [new BucketRange(2, 1)]), 500)] });
        Assert.InRange(Lines().Count, 2, 100);
        Assert.All(Lines(), line => Assert.InRange(line.Length, 0, 700));
        Assert.All(Lines(), line => Assert.DoesNotContain(line, char.IsControl));
    }

    private Task<GrowthBookClient> StartAsync() =>
        Shop.StartAsync(Shop.Services() with { LoggerFactory = new CollectingLoggerFactory(_log) });

    private List<string> Lines() => [.. _log.GetSnapshot().Where(record => record.Id.Id == 424).Select(record => record.Message)];
}
