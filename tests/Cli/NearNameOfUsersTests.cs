namespace GrowthBook.Cli.Tests;

/// <summary>Users of a file with attributes of nearly the names that the payload reads, of whom counts tell nothing.</summary>
public sealed class NearNameOfUsersTests(Files files) : IClassFixture<Files>
{
    private const string Warning = "the user has no value of `country`, and one of `Country`; if they mean the same, give it as `country`";

    private const string Unseen = "no user is in `checkout-2026 of f`, of whose users 10 % move by measure; check the attributes of the users";

    private static string PayloadOf(string weights) => $$$"""
        {"features":{
          "f":{"defaultValue":0,"rules":[{"key":"checkout-2026","condition":{"country":"DE"},"hashAttribute":"id","hashVersion":2,"variations":[0,1],"weights":{{{weights}}} }]},
          "g":{"defaultValue":0,"rules":[{"condition":{"country":"PT"},"force":1}]} } }
        """;

    private static readonly string Users = string.Concat(Enumerable.Range(0, 50).Select(i => $$"""{"id":"u{{i}}","Country":"DE"}""" + "\n"));

    private string Old => files.Write("old.json", PayloadOf("[0.5,0.5]"));

    private string New => files.Write("new.json", PayloadOf("[0.6,0.4]"));

    [Fact]
    public async Task A_difference_warns_once_per_name_and_of_an_experiment_without_users()
    {
        var (users, rightUsers) = (files.Write("u.jsonl", "{\"id\":\"x\"}\n" + Users), files.Write("r.jsonl", Users.Replace("Country", "country", StringComparison.Ordinal)));

        var run = await Gb.RunAsync("diff", Old, New, "--users", users, "--fail-on", "moved>10");
        var right = await Gb.RunAsync("diff", Old, New, "--users", rightUsers, "--json");

        Assert.Equal($"gb: {users}:2: {Warning}\ngb: {users}: {Unseen}\n", run.Error);
        Assert.Equal("", right.Error);
    }

    [Fact]
    public async Task Records_matrices_simulations_and_replays_warn_too()
    {
        var users = files.Write("u.jsonl", Users);
        var records = files.Write("r.jsonl", string.Concat(Users.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(user => $$"""{"context":{"attributes":{{user}}},"feature":"f","result":{"value":0} }""" + "\n")));

        var matrix = await Gb.RunAsync("matrix", Old, "--users", users);
        var simulation = await Gb.RunAsync("simulate", Old, "--users", users);
        var replay = await Gb.RunAsync("replay", "--payload", Old, "--records", records);
        var diff = await Gb.RunAsync("diff", Old, New, "--records", records);

        Assert.Equal((ExitCode.Ok, $"gb: {users}:1: {Warning}\n"), (matrix.Code, matrix.Error));
        Assert.Equal($"gb: {users}:1: {Warning}\n", simulation.Error);
        Assert.Equal((ExitCode.Ok, $"gb: {records}:1: {Warning}\n"), (replay.Code, replay.Error));
        Assert.Equal($"gb: {records}:1: {Warning}\ngb: {records}: {Unseen.Replace("user is", "record is", StringComparison.Ordinal).Replace("of the users", "of the records", StringComparison.Ordinal)}\n", diff.Error);
    }

    /// <summary>The blocks of a file are worked on at the same time; only its first lines are looked at.</summary>
    [Fact]
    public async Task The_first_line_is_named_and_later_lines_are_not_looked_at()
    {
        var filler = string.Concat(Enumerable.Range(0, 1000).Select(i => $$"""{"id":"u{{i}}","country":"DE","note":"{{new string('x', 500)}}"}""" + "\n"));
        var late = files.Write("late.jsonl", filler + Users);
        var early = files.Write("early.jsonl", string.Join('\n', filler.Split('\n')[..990]) + "\n" + Users);

        Assert.Equal("", (await Gb.RunAsync("matrix", Old, "f", "--users", late)).Error);
        Assert.Equal($"gb: {early}:991: {Warning}\n", (await Gb.RunAsync("matrix", Old, "f", "--users", early)).Error);
    }

    /// <summary>Users that are in an experiment, but stay there, are no cause for a warning, and neither is a part of a file that <c>gb merge</c> adds up.</summary>
    [Fact]
    public async Task Parts_of_a_file_warn_of_names_and_their_sum_of_experiments()
    {
        var (users, part) = (files.Write("u.jsonl", Users), files.PathOf("part"));

        var partial = await Gb.RunAsync("diff", Old, New, "--users", users, "--partial", part);
        var merged = await Gb.RunAsync("merge", part);

        Assert.Equal($"gb: {users}:1: {Warning}\n", partial.Error);
        Assert.Equal($"gb: no user has a value for `country`, which changed rules or saved groups of f test\ngb: {Unseen}\n", merged.Error);
        Assert.Equal("", (await Gb.RunAsync("diff", Old, New, "--users", files.Write("one.jsonl", "{\"id\":\"u1\",\"country\":\"DE\"}\n"))).Error);
    }

    [Fact]
    public async Task An_experiment_of_the_payload_itself_and_both_payloads_are_looked_at()
    {
        static string Own(string name, string weights) =>
            $$$"""{"features":{},"experiments":[{"key":"own","status":"running","condition":{"{{{name}}}":"DE"},"hashAttribute":"id","hashVersion":2,"variations":[{},{}],"weights":{{{weights}}},"urlPatterns":[{"type":"simple","include":true,"pattern":"/x"}]}]}""";
        var users = files.Write("u.jsonl", Users);

        var run = await Gb.RunAsync("diff", files.Write("a.json", Own("country", "[0.5,0.5]")), files.Write("b.json", Own("country", "[0.6,0.4]")), "--users", users);

        Assert.Contains($"gb: {users}:1: {Warning}\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("no user is in `own`, of whose users 10 % move by measure", run.Error, StringComparison.Ordinal);
    }
}
