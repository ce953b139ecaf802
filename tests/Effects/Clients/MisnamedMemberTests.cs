using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Members of attributes whose names the payload has nearly, and attributes whose names have the words of a path.</summary>
public sealed class MisnamedMemberTests
{
    private readonly FakeLogCollector _log = new();

    private string[] Lines => [.. _log.GetSnapshot().Where(line => line.Id.Id is 445 or 449 or 450 or 460).Select(line => $"{line.Id.Id} {line.Level}: {line.Message}")];

    [Theory]
    [InlineData("company.seat_count", """{"company":{"seatCount":3}}""", "company.seatCount")]
    [InlineData("company.plan", """{"company":{"Plan":"pro"}}""", "company.Plan")]
    [InlineData("company.owner.home_town", """{"company":{"owner":{"HomeTown":"x"}}}""", "company.owner.HomeTown")]
    [InlineData("a.b.c.d.e.f.g.h_h", """{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"hH":1}}}}}}}}""", "a.b.c.d.e.f.g.hH")]
    public async Task A_member_of_another_case_or_with_other_separators_is_a_warning_once(string path, string attributes, string given)
    {
        await using var client = await StartAsync(path);
        for (var i = 0; i < 3; i++)
            client.User(Attributes.Parse(attributes).EnsureValid());
        Assert.Equal(
            [$"445 Warning: a user has no attribute `{path}`, which the payload reads, but `{given}`, which it does not; give both one name, in the code or in GrowthBook, or ignore this line if they are different attributes"],
            Lines);
    }

    [Fact]
    public async Task An_object_within_an_object_is_compared()
    {
        await using var client = await StartAsync("company.owner.name");
        client.User(Attributes.Parse("""{"company":{"Owner":{"Name":"x"}}}""").EnsureValid());
        Assert.StartsWith("445 Warning: a user has no attribute `company.owner`, which the payload reads, but `company.Owner`, ", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("company.seat_count", """{"company":{"seat_coutn":3,"seats":1}}""", null)]
    [InlineData("company.employees", """{"company":{"emplyoees":3}}""", "company.emplyoees")]
    [InlineData("company.plan", """{"company":{"pln":"pro"}}""", "company.pln")]
    [InlineData("company.role", """{"company":{"roles":"pro"}}""", "company.roles")]
    public async Task A_member_that_differs_by_a_slip_is_information(string path, string attributes, string? given)
    {
        await using var client = await StartAsync(path);
        client.User(Attributes.Parse(attributes).EnsureValid());
        if (given is null)
            Assert.Empty(Lines); // not of the last character
        else
            Assert.StartsWith($"449 Information: a user has no attribute `{path}`, which the payload reads, but `{given}`, ", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("device.os", """{"device_os":"ios"}""", "device.os", "device_os")]
    [InlineData("device.os", """{"deviceOs":"ios"}""", "device.os", "deviceOs")]
    [InlineData("device.os", """{"DEVICE-OS":"ios","device":{"model":"x"}}""", "device.os", "DEVICE-OS")]
    [InlineData("device.os", """{"device.os":"ios","device":"{\"os\":\"ios\"}"}""", "device.os", "device.os")]
    [InlineData("company.address.city", """{"companyAddressCity":"x"}""", "company.address.city", "companyAddressCity")]
    [InlineData("company.address.city", """{"company":{"address_city":"x"}}""", "company.address.city", "company.address_city")]
    [InlineData("company.address.city", """{"company_address":{"city":"x"}}""", "company.address", "company_address")]
    public async Task A_flat_name_with_the_words_of_a_path_is_a_warning_once(string path, string attributes, string expected, string given)
    {
        await using var client = await StartAsync(path);
        for (var i = 0; i < 3; i++)
            client.User(Attributes.Parse(attributes).EnsureValid());
        Assert.Equal(
            [$"460 Warning: a user has no attribute `{expected}`, which the payload reads as a member of an object, but `{given}`, which it does not; give an object with the member, or correct the name in GrowthBook, or ignore this line if they are different attributes"],
            Lines);
    }

    /// <summary>Users who have the member, elements of arrays, members of other objects, names that are read, and values that are no objects.</summary>
    [Theory]
    [InlineData("""{"company.plan":"x"}""", """{"company":{"plan":"x","Plan":"y"},"companyPlan":"z"}""")]
    [InlineData("""{"company.plan":"x"}""", """{"company":{"plan":null,"Plan":"y"}}""")]
    [InlineData("""{"company.plan":"x"}""", """{"company":"Plan","team":{"Plan":1}}""")]
    [InlineData("""{"company.plan":"x"}""", """{"company":[{"Plan":1}],"company_plan":1}""")]
    [InlineData("""{"company.plan":"x","companyPlan":1}""", """{"companyPlan":"x"}""")]
    [InlineData("""{"tags.0":"x","tags.length":1}""", """{"tags0":"x","tagsLength":2}""")]
    [InlineData("""{"teams":{"$elemMatch":{"plan.name":"x"}}}""", """{"teams":{"Plan":"x"},"planName":1,"teams_plan_name":1}""")]
    [InlineData("""{"company":{"$eq":{"plan":"x"}}}""", """{"company":{"Plan":"x"},"companyPlan":1}""")]
    [InlineData("""{"a..b":1,".c":1,"d.":1,"..":1}""", """{"a":{"":{"B":1},"_":1},"":{"C":1,"c":2},"d":{" ":1},"_":1,"ab":1}""")]
    public async Task Other_members_are_not_logged(string condition, string attributes)
    {
        await using var client = await StartWithAsync(condition);
        client.User(Attributes.Parse(attributes).EnsureValid());
        Assert.Empty(Lines);
    }

    [Fact]
    public async Task An_override_counts()
    {
        await using var client = await StartAsync("company.plan");
        client.User(new Attributes { ["id"] = 1 }).With(context => context with
        {
            Attributes = new Attributes { ["company"] = new Value.Object { ["Plan"] = 1 } },
            AttributeOverrides = new Attributes { ["company"] = new Value.Object { ["plan"] = 1 } },
        });
        Assert.Empty(Lines);
    }

    /// <summary>Of short names other words are as near. The member of another object is another name.</summary>
    [Fact]
    public async Task A_short_member_is_no_slip_of_one_that_users_have()
    {
        await using var client = await StartWithAsync("""{"item.price":1,"order.price":1}""");
        client.User(new Attributes { ["item"] = new Value.Object { ["price"] = 1 } });
        client.User(new Attributes { ["item"] = new Value.Object { ["prize"] = 1 } });
        Assert.Empty(Lines);
        client.User(new Attributes { ["order"] = new Value.Object { ["prize"] = 1 } });
        Assert.StartsWith("449 Information: a user has no attribute `order.price`, ", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_that_an_experiment_in_code_or_a_saved_group_reads_are_compared()
    {
        await using var client = await Shop.StartAsync(Services("""{"features":{"f":{"rules":[{"condition":{"$savedGroup":{"id":"g"}},"force":1}]}},"savedGroups":{"g":{"type":"condition","condition":{"team.size_max":1}}}}"""));
        client.User(new Attributes { ["id"] = 1, ["team"] = new Value.Object { ["sizeMax"] = 1 }, ["company"] = new Value.Object { ["SeatCount"] = 1 }, ["deviceOs"] = "ios" })
            .Run(new Experiment("x", 0, 1) { Condition = Condition.Parse("""{"company.seat_count":1,"device.os":"ios"}""").EnsureValid() });
        Assert.Equal(
            ["`team.size_max`, which the payload", "`company.seat_count`, which experiment `x` in code", "`device.os`, which experiment `x` in code"],
            Lines.Select(line => line[line.IndexOf('`', StringComparison.Ordinal)..line.IndexOf(" reads", StringComparison.Ordinal)]));
    }

    /// <summary>The first 500 members of a user are compared.</summary>
    [Theory]
    [InlineData(499, 1)]
    [InlineData(500, 0)]
    public async Task Members_are_bounded(int others, int lines)
    {
        await using var client = await StartAsync("company.plan");
        var members = Enumerable.Range(0, others).Select(i => KeyValuePair.Create($"other{i}", (Value)i)).Append(KeyValuePair.Create("Plan", (Value)1));
        client.User(new Attributes { ["company"] = Attributes.From(members).Members });
        Assert.Equal(lines, Lines.Length);
    }

    /// <summary>The first 1,000 paths, of up to eight steps, are compared, and all objects share the comparisons for slips.</summary>
    [Fact]
    public void Paths_are_bounded()
    {
        var read = ReadMembers.Of(["a"], ["a.b.c.d.e.f.g.h.i", .. Enumerable.Range(1, 1_100).Select(i => $"a.n{i}_x")], new ConcurrentDictionary<string, bool>(), new ComparisonBudget(1));
        var inner = read.Within("a")!;
        Assert.Null(inner.Within("b"));
        Assert.Single(inner.Names.Of("n999X"));
        Assert.Empty(inner.Names.Of("n1000X"));
        var comparisons = new ComparisonBudget(1);
        read = ReadMembers.Of(["a", "b"], ["a.country", "b.country"], new ConcurrentDictionary<string, bool>(), comparisons);
        Assert.Single(read.Within("a")!.Names.Of("coutnry"));
        Assert.Empty(read.Within("b")!.Names.Of("coutnry"));
        Assert.Single(read.Within("b")!.Names.Of("Country"));
    }

    /// <summary>The check ends with the 100th user.</summary>
    [Fact]
    public async Task Later_users_cost_no_bytes_for_it()
    {
        await using var client = await StartAsync("company.plan");
        await using var empty = await Shop.StartAsync(Shop.Services("""{"features":{"a":{"defaultValue":1}}}"""));
        var user = new Attributes { ["company"] = new Value.Object { ["Plan"] = 1 } };
        for (var i = 0; i < 1_000; i++)
            client.User(user);
        Assert.Single(Lines);
        Assert.Equal(AllocatedBytes.Of(() => empty.User(user)), AllocatedBytes.Of(() => client.User(user)));
    }

    private Task<GrowthBookClient> StartAsync(string path) => StartWithAsync(new Value.Object { [path] = "x" }.ToString()!);

    private Task<GrowthBookClient> StartWithAsync(string condition) =>
        Shop.StartAsync(Services("""{"features":{"f":{"defaultValue":false,"rules":[{"condition":CONDITION,"force":true}]}}}""".Replace("CONDITION", condition, StringComparison.Ordinal)));

    private ClientServices Services(string payload) => Shop.Services(payload) with { LoggerFactory = new CollectingLoggerFactory(_log) };
}
