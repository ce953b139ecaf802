using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>The client compares the attributes that an experiment in code reads with those that users have.</summary>
public sealed class CodeExperimentTests
{
    private const string NoExperiments = """{"features":{"a":{"defaultValue":1}},"savedGroups":{"beta":{"type":"condition","condition":{"betaTester":true}}}}""";

    private const string ByUserId = """{"features":{"c":{"rules":[{"key":"e","variations":["x","y"],"hashAttribute":"user_id","condition":{"user_id":{"$exists":true}}}]}}}""";

    private const string WithStaff = """{"features":{"a":{"defaultValue":1}},"savedGroups":{"staff":["u-1"]}}""";

    private readonly FakeLogCollector _log = new();

    private static Attributes Ada => new() { ["user_id"] = "ada", ["plan_name"] = "pro" };

    /// <summary>Also where the payload has no experiments, or chooses variations by the name that users have.</summary>
    [Theory]
    [InlineData(NoExperiments)]
    [InlineData(ByUserId)]
    public async Task A_hash_attribute_of_which_users_have_a_related_name_is_logged_once_per_key(string payload)
    {
        await using var client = await StartAsync(payload);
        for (var i = 0; i < 3; i++)
        {
            Assert.False(client.User(Ada).Run(new Experiment("x1", "a", "b")).InExperiment);
            client.User(Ada).Run(new Experiment("x2", "a", "b"));
        }
        Assert.Equal([Line("x1"), Line("x2")], Lines());

        static string Line(string key) =>
            $"444 Information: a user has no attribute `id`, by which experiment `{key}` in code chooses a variation, but `user_id`, so the user is not in it; set HashAttribute to the name that users have, or ignore this line if the user has another identifier only";
    }

    /// <summary>The id of a visitor's device can be a related name in each of them.</summary>
    [Fact]
    public async Task Five_experiments_have_a_line_about_a_related_name()
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 20; i++)
            client.User(Ada).Run(new Experiment("x" + i, "a", "b"));
        Assert.Equal(5, Lines().Length);
    }

    [Fact]
    public async Task One_line_names_all_related_names_and_each_hash_attribute_has_a_line()
    {
        await using var client = await StartAsync();
        var user = client.User(new Attributes { ["tenantId"] = "t", ["paid"] = true, ["user_id"] = "ada", ["visitor-device"] = 1 });
        user.Run(new Experiment("x", "a", "b"));
        user.Run(new Experiment("x", "a", "b") { HashAttribute = "device" });
        Assert.Equal(["`id`, by which experiment `x` in code chooses a variation, but `tenantId`, `user_id`", "`device`, by which experiment `x` in code chooses a variation, but `visitor-device`"], Lines().Select(Middle));

        static string Middle(string line) => line[line.IndexOf('`', StringComparison.Ordinal)..line.IndexOf(", so", StringComparison.Ordinal)];
    }

    [Theory]
    [InlineData("userid")]
    [InlineData("userId")]
    public async Task A_hash_attribute_of_another_case_or_with_other_separators_is_a_warning_once(string name)
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(Ada).Run(new Experiment("x", "a", "b") { HashAttribute = name });
        Assert.Equal(
            [$"445 Warning: a user has no attribute `{name}`, which experiment `x` in code reads, but `user_id`, which it does not; give both one name, in the code or in GrowthBook, or ignore this line if they are different attributes"],
            Lines());
    }

    /// <summary>The condition, a saved group in it, the filters and the fallback attribute.</summary>
    [Theory]
    [InlineData("""{"condition":{"planName":"pro"}}""", "plan_name", "445 Warning", "planName")]
    [InlineData("""{"condition":{"$not":{"plna_name":{"$in":["pro"]}}}}""", "plan_name", "449 Information", "plna_name")]
    [InlineData("""{"condition":{"$savedGroup":{"id":"beta"}}}""", "beta_tester", "445 Warning", "betaTester")]
    [InlineData("""{"filters":[{"seed":"s","attribute":"planName","ranges":[[0,1]]}]}""", "plan_name", "445 Warning", "planName")]
    [InlineData("""{"fallbackAttribute":"planName"}""", "plan_name", "445 Warning", "planName")]
    [InlineData("""{"condition":{"roles":"admin"}}""", "role", "449 Information", "roles")]
    public async Task A_name_that_users_nearly_have_is_logged_once(string members, string given, string line, string expected)
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = i, [given] = "x" }).Run(Experiment.Parse("""{"key":"x","variations":[0,1],""" + members[1..]).Value!);
        Assert.StartsWith($"{line}: a user has no attribute `{expected}`, which experiment `x` in code reads, but `{given}`, which it does not", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    /// <summary>The kinds that the condition needs, and a saved group in it.</summary>
    [Theory]
    [InlineData("""{"condition":{"seats":{"$in":[3,4]}}}""", """{"seats":"3"}""", "seats", "a text", "a number")]
    [InlineData("""{"condition":{"$not":{"company.seats":{"$eq":3}}}}""", """{"company":{"seats":"3"}}""", "company.seats", "a text", "a number")]
    [InlineData("""{"condition":{"$savedGroup":{"id":"beta"}}}""", """{"betaTester":"off"}""", "betaTester", "a text that means false but counts as true", "a boolean")]
    [InlineData("""{"condition":{"tags":{"$elemMatch":{"$eq":"vip"}}}}""", """{"tags":"vip"}""", "tags", "a text", "an array of texts")]
    public async Task A_kind_that_no_condition_of_the_experiment_fits_is_logged_once_per_key_and_path(string members, string attributes, string path, string kind, string needed)
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            foreach (var key in new[] { "x1", "x2" })
                client.User(Attributes.Parse(attributes).Value.With("id", i)).Run(Experiment.Parse($$"""{"key":"{{key}}","variations":[0,1],""" + members[1..]).Value!);
        }
        Assert.Equal([Line("x1"), Line("x2")], Lines());

        string Line(string key) =>
            $"443 Warning: the attribute `{path}` of a user is {kind}, whose value decides no condition of experiment `{key}` in code; give it as {needed}, or correct the conditions";
    }

    [Fact]
    public async Task A_text_in_another_case_than_that_of_the_experiment_is_logged_once()
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = i, ["plan"] = "Pro" }).Run(new Experiment("x", 0, 1) { Condition = Condition.Parse("""{"plan":"pro"}""").EnsureValid() });
        Assert.StartsWith("459 Warning: the attribute `plan` of a user equals no text of the conditions of experiment `x` in code, and one but for its case; ", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    /// <summary>Code may make an experiment of the key for each customer, with a condition of its own.</summary>
    [Fact]
    public async Task Each_run_is_compared_with_its_own_condition()
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(client.User(new Attributes { ["id"] = "u" + i, ["plan"] = "pro" }).Run(Of("pro")).InExperiment);
            Assert.True(client.User(new Attributes { ["id"] = "u" + i, ["plan"] = "Pro" }).Run(Of("Pro")).InExperiment);
        }
        Assert.Empty(Lines());
        client.User(new Attributes { ["id"] = 1, ["plan"] = "PRO" }).Run(Of("pro"));
        Assert.StartsWith("459 ", Assert.Single(Lines()), StringComparison.Ordinal);

        static Experiment Of(string plan) => new("x", 0, 1) { Condition = Condition.Parse($$"""{"plan":"{{plan}}"}""").EnsureValid() };
    }

    /// <summary>A payload that comes later has the groups.</summary>
    [Fact]
    public async Task Each_run_is_compared_with_the_groups_of_its_payload()
    {
        await using var client = await StartAsync();
        var experiment = new Experiment("x", 0, 1) { Condition = Condition.Parse("""{"$or":[{"plan":{"$inGroup":"vip"}},{"plan":"pro"}]}""").EnsureValid() };
        var user = client.User(new Attributes { ["id"] = 1, ["plan"] = "free" });
        user.Run(experiment);
        var payload = Payload.Parse("""{"features":{},"savedGroups":{"vip":["Pro"]}}""").Value;
        Assert.True(user.With(context => context with { Payload = payload, Attributes = new Attributes { ["id"] = 1, ["plan"] = "Pro" } }).Run(experiment).InExperiment);
        Assert.Empty(Lines());
    }

    [Fact]
    public async Task A_path_as_a_name_is_logged_with_the_experiment()
    {
        await using var client = await StartAsync();
        client.User(new Attributes { ["id"] = 1, ["device.os"] = "ios" }).Run(new Experiment("x", 0, 1) { Condition = Condition.Parse("""{"device.os":"ios"}""").EnsureValid() });
        Assert.StartsWith("450 Warning: a user has an attribute with the name `device.os`, which can be a path, and none with the name `device`, which experiment `x` in code reads", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    /// <summary>The runs of one experiment count, not those of another.</summary>
    [Theory]
    [InlineData(99, false, 0)]
    [InlineData(100, false, 1)]
    [InlineData(300, false, 1)]
    [InlineData(300, true, 0)]
    public async Task A_hundred_users_without_the_hash_attribute_are_logged_once(int users, bool isOneIdentified, int lines)
    {
        await using var client = await StartAsync();
        if (isOneIdentified)
            client.User(new Attributes { ["email"] = "e" }).Run(ByEmail());
        for (var i = 0; i < users; i++)
        {
            client.User(new Attributes { ["plan"] = "pro" }).Run(ByEmail());
            client.User(Shop.Ada).Run(new Experiment("other", "a", "b"));
        }
        Assert.Equal(
            Enumerable.Repeat("455 Information: the first 100 runs of experiment `x` in code had users without the attribute by which it chooses a variation, so they are not in it: `email`; set HashAttribute to an attribute that users have, or give users this one", lines),
            Lines());

        static Experiment ByEmail() => new("x", "a", "b") { HashAttribute = "email" };
    }

    /// <summary>Of an experiment in code too, of which the payload knows nothing.</summary>
    [Theory]
    [InlineData("""{"id":""}""", 447)]
    [InlineData("""{"id":["a"]}""", 429)]
    [InlineData("""{"id":"00000000-0000-0000-0000-000000000000"}""", 456)]
    [InlineData("""{"id":null}""", null)]
    public async Task Values_that_are_probably_not_meant_are_logged_once(string attributes, int? id)
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(Attributes.Parse(attributes).Value).Run(new Experiment("x" + i, "a", "b"));
        Assert.Equal(id is null ? [] : [id.Value], _log.GetSnapshot().Select(line => line.Id.Id).Where(each => each is 447 or 429 or 456));
    }

    /// <summary>With sticky bucketing the fallback identifies the user, a forced variation needs no identifier, and an experiment that is off reads nothing.</summary>
    [Fact]
    public async Task Users_who_lack_nothing_are_not_logged()
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 200; i++)
        {
            var user = client.User(Ada);
            Assert.True(user.With(context => context with { StickyBuckets = StickyBuckets.Empty }).Run(new Experiment("sticky", "a", "b") { FallbackAttribute = "user_id" }).InExperiment);
            Assert.True(user.WithForcedVariation("forced", 1).Run(new Experiment("forced", "a", "b")).InExperiment);
            user.Run(new Experiment("off", "a", "b") { Active = false });
            user.With(context => context with { Enabled = false }).Run(new Experiment("disabled", "a", "b"));
            user.With(context => context with { AttributeOverrides = new Attributes { ["id"] = "u" } }).Run(new Experiment("overridden", "a", "b"));
        }
        Assert.Empty(Lines());
    }

    [Fact]
    public async Task With_remote_evaluation_experiments_in_code_are_checked_too()
    {
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = "https://growthbook.invalid", RemoteEvaluation = true }, new ClientServices { LoggerFactory = new CollectingLoggerFactory(_log) });
        client.UserWithoutLookup(Ada).Run(new Experiment("x", "a", "b") { HashAttribute = "userid" });
        client.UserWithoutLookup(Ada).Run(new Experiment("x", "a", "b"));
        Assert.Equal(["445", "444"], Lines().Select(line => line[..3]));
    }

    /// <summary>Each kind of reference, in conditions on users and on prerequisites.</summary>
    [Theory]
    [InlineData("""{"condition":{"id":{"$inGroup":"NAME"}}}""")]
    [InlineData("""{"condition":{"id":{"$notInGroup":"NAME"}}}""")]
    [InlineData("""{"condition":{"$or":[{"$savedGroup":{"id":"NAME"}},{"teams":{"$elemMatch":{"$not":{"$inGroup":"NAME"}}}}]}}""")]
    [InlineData("""{"parentConditions":[{"id":"a","condition":{"value":{"$inGroup":"NAME"}}}]}""")]
    public async Task A_saved_group_that_the_payload_lacks_is_logged_once_per_key(string members)
    {
        await using var client = await StartAsync(WithStaff);
        for (var i = 0; i < 3; i++)
        {
            client.User(Shop.Ada).Run(Naming("x", "stafff"));
            client.User(Shop.Ada).Run(Naming("y", "stafff"));
            client.User(Shop.Ada).Run(Naming("y", "partners"));
            client.User(Shop.Ada).Run(Naming("z", "staff"));
        }
        Assert.Equal([Line("x", "stafff", "did you mean `staff`?"), Line("y", "stafff", "did you mean `staff`?"), Line("y", "partners", "correct the id, or add the group to the SDK connection")], GroupLines());

        Experiment Naming(string key, string group) => Experiment.Parse($$"""{"key":"{{key}}","variations":[0,1],""" + members[1..].Replace("NAME", group, StringComparison.Ordinal)).EnsureValid()!;

        static string Line(string key, string group, string mend) =>
            $"experiment `{key}` in code names the saved group `{group}`, which the payload does not have, so no user is in the group; {mend}";
    }

    /// <summary>Before the payload is loaded no group exists, and a later payload can lack one that the first has.</summary>
    [Fact]
    public async Task Saved_groups_are_looked_for_in_each_payload()
    {
        var services = Shop.Services(WithStaff) with { LoggerFactory = new CollectingLoggerFactory(_log) };
        await using var client = new GrowthBookClient(new GrowthBookOptions(), services);
        var experiment = new Experiment("x", 0, 1) { Condition = Condition.Parse("""{"id":{"$inGroup":"staff"}}""").EnsureValid() };
        client.User(Shop.Ada).Run(experiment);
        await client.StartAsync();
        client.User(Shop.Ada).Run(experiment);
        Assert.Empty(GroupLines());
        Shop.SourceOf(services).Set(NoExperiments);
        await client.RefreshAsync(force: true);
        client.User(Shop.Ada).Run(experiment);
        Assert.StartsWith("experiment `x` in code names the saved group `staff`, ", Assert.Single(GroupLines()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_about_groups_are_bounded_in_number_and_length()
    {
        await using var client = await StartAsync(WithStaff);
        var groups = Enumerable.Range(0, 300).Select(i => (Value)new Value.Object { ["id"] = new Value.Object { ["$inGroup"] = $"g\n{i}{new string('g', 1000)}" } });
        client.User(Shop.Ada).Run(new Experiment("x", 0, 1) { Condition = Condition.From(new Value.Object { ["$or"] = new Value.Array([.. groups]) }) });
        Assert.Equal(100, GroupLines().Length);
        Assert.All(GroupLines(), line => Assert.InRange(line.Length, 0, 1000));
        Assert.All(GroupLines(), line => Assert.DoesNotContain(line, char.IsControl));
    }

    /// <summary>Keys and names can be generated: no more experiments, names and characters are logged than people read.</summary>
    [Fact]
    public async Task Lines_are_bounded_in_number_and_length()
    {
        await using var client = await StartAsync();
        var user = client.User(Attributes.From(Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create($"{new string('n', 1000)}\n{i}_id", (Value)"x"))));
        for (var i = 0; i < 300; i++)
            user.Run(new Experiment($"k\n{i}{new string('k', 1000)}", "a", "b"));
        Assert.Equal(5, Lines().Length);
        Assert.All(Lines(), line => Assert.InRange(line.Length, 0, 2000));
        Assert.All(Lines(), line => Assert.DoesNotContain(line, char.IsControl));
    }

    /// <summary>Only the first runs are looked at: later ones allocate what a client without a log does.</summary>
    [Fact]
    public async Task Later_runs_cost_no_bytes_for_it()
    {
        var experiment = new Experiment("x", "a", "b") { Condition = Condition.Parse("""{"planName":"pro"}""").EnsureValid() };
        await using var client = await StartAsync();
        await using var silent = await Shop.StartAsync(Shop.Services(NoExperiments));
        var (user, other) = (client.User(Ada), silent.User(Ada));
        for (var i = 0; i < 1_000; i++)
        {
            user.Run(experiment);
            other.Run(experiment);
        }
        Assert.Equal(AllocatedBytes.Of(() => other.Run(experiment)), AllocatedBytes.Of(() => user.Run(experiment)));
    }

    private Task<GrowthBookClient> StartAsync(string payload = NoExperiments) =>
        Shop.StartAsync(Shop.Services(payload) with { LoggerFactory = new CollectingLoggerFactory(_log) });

    private string[] GroupLines() => [.. _log.GetSnapshot().Where(record => record is { Id.Id: 461, Level: LogLevel.Warning }).Select(record => record.Message)];

    private string[] Lines() => [.. _log.GetSnapshot().Where(record => record.Id.Id is 443 or 444 or 445 or 449 or 450 or 455 or 459).Select(record => $"{record.Id.Id} {record.Level}: {record.Message}")];
}
