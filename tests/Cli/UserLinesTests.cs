namespace GrowthBook.Cli.Tests;

/// <summary>The forms of lines that all commands with <c>--users</c> read.</summary>
public sealed class UserLinesTests(Files files) : IClassFixture<Files>
{
    private const string Old = """{"features":{"f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"condition":{"plan":"pro"},"hashVersion":2}]}}}""";

    private static readonly string New = Old.Replace("\"hashVersion\"", "\"weights\":[1,0],\"hashVersion\"", StringComparison.Ordinal);

    private static readonly string[][] All =
    [
        ["diff", "p.json", "n.json"],
        ["simulate", "p.json"],
        ["matrix", "p.json"],
        ["power", "p.json", "--experiment", "x", "--users-per-week", "1000", "--rate", "0.1"],
    ];

    public static TheoryData<string[]> Commands() => new(All);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task An_archetype_is_the_user_of_its_attributes(string[] command)
    {
        var users = await RunAsync(command, string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"id\":\"u-{i}\",\"plan\":\"pro\"}}\n")));
        var archetypes = await RunAsync(command, string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"name\":\"u-{i}\",\"attributes\":{{\"id\":\"u-{i}\",\"plan\":\"pro\"}}}}\n")));

        Assert.Equal("", archetypes.Error);
        Assert.Equal(users, archetypes);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_payload_and_JSON_of_another_form_are_no_users(string[] command)
    {
        var payload = await RunAsync(command, Old + "\n");
        var array = await RunAsync(command, "[{\"id\":\"u-1\"},\n{\"id\":\"u-2\"}]\n");
        var several = await RunAsync(command, "{\n  \"id\": \"u-1\"\n}\n");
        var user = await RunAsync(command, "{\"id\":\"u-1\",\"plan\":\"pro\",\"features\":{\"dark\":true}}\n{\"id\":\"u-2\",\"features\":{}}\n{\"id\":\"u-3\",\"features\":{\"dark\":{\"on\":1}}}\n");

        Assert.Contains(": line 1: a payload, and no user; name a file with one JSON object of attributes per line\n", payload.Error, StringComparison.Ordinal);
        Assert.Contains(": is a JSON array, and not JSON Lines; write one object per line, such as with jq -c '.[]'\n", array.Error, StringComparison.Ordinal);
        Assert.Contains(": has JSON over several lines, and is not JSON Lines; write one object per line, such as with jq -c .\n", several.Error, StringComparison.Ordinal);
        Assert.Equal(command[0] == "diff" ? ExitCode.Different : ExitCode.BadInput, payload.Code);
        Assert.All(new[] { array, several }, run => Assert.Equal((ExitCode.BadInput, 1), (run.Code, run.Error.Count(c => c == '\n')))); // one message, not one per line
        Assert.Equal("", user.Error);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_user_may_have_an_attribute_name(string[] command)
    {
        var run = await RunAsync(command, "{\"id\":\"u-1\",\"name\":\"ada\",\"feature\":\"f\",\"attributes\":\"none\",\"plan\":\"pro\"}\n");

        Assert.Equal("", run.Error);
        Assert.Equal(await RunAsync(command, "{\"id\":\"u-1\",\"plan\":\"pro\"}\n"), run);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_record_and_an_archetype_without_a_name_are_no_users(string[] command)
    {
        var run = await RunAsync(command, """
            {"id":"u-1","plan":"pro"}
            {"id":"r","context":{"attributes":{"id":"u-1"}},"feature":"f"}
            {"context":{},"experiment":{}}
            {"context":{},"condition":{}}
            {"attributes":{"id":"u-1"}}
            {"nme":"ada","attributes":{"id":"u-1"}}
            {"name":7,"attributes":{"id":"u-1"}}
            """);

        const string Record = "an evaluation record, and no user";
        const string Remedy = "; give the file to `gb diff --records`, or make users of it, such as with jq -c .context.attributes";
        const string Nameless = "an archetype needs a name, {\"name\":\"ada\",\"attributes\":{…}}";
        Assert.Equal(
            string.Concat(new[] { $"2: {Record}{Remedy}", $"3: {Record}", $"4: {Record}", $"5: {Nameless}", $"6: {Nameless}; write name in place of `nme`", "7: the name of an archetype is not a string" }
                .Select(message => $"gb: {files.PathOf("users.jsonl")}: line {message}\n")),
            run.Error);
        Assert.Contains(run.Code, new[] { ExitCode.BadInput, ExitCode.Different });
        Assert.Contains("6 lines were not read", run.Output, StringComparison.Ordinal);
        Assert.Equal(CountsOf(await RunAsync(command, "{\"id\":\"u-1\",\"plan\":\"pro\"}\n")), CountsOf(run));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_member_that_an_archetype_does_not_have_is_an_error(string[] command)
    {
        var run = await RunAsync(command, """
            {"id":"u-1","plan":"pro"}
            {"name":"ada","atributes":{"id":"u-1"}}
            {"name":"ada","attributes":{"id":"u-1"},"url":"/"}
            {"name":"ada","attributes":" {\"id\":\"u-1\"}"}
            """);

        Assert.Equal(
            string.Concat(new[] { "2: unknown member `atributes` of an archetype; did you mean attributes?", "3: unknown member `url` of an archetype, which has name and attributes", "4: `attributes` is a text with JSON, and no object; read it, such as with jq -c '.attributes|=fromjson'" }
                .Select(message => $"gb: {files.PathOf("users.jsonl")}: line {message}\n")),
            run.Error);
        Assert.Contains("3 lines were not read", run.Output, StringComparison.Ordinal);
        Assert.Equal(CountsOf(await RunAsync(command, "{\"id\":\"u-1\",\"plan\":\"pro\"}\n")), CountsOf(run));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_user_may_have_an_object_and_a_name_as_attributes(string[] command)
    {
        var run = await RunAsync(command, "{\"name\":\"ada\",\"device\":{}}\n{\"name\":\"ada\",\"attribute\":7}\n{\"id\":\"u\",\"plan\":\"pro\",\"name\":\"ada\",\"attribute\":{}}\n{\"name\":7}\n");

        Assert.Equal("", run.Error);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_user_with_a_name_only_is_a_hint_once(string[] command)
    {
        var run = await RunAsync(command, "{\"id\":\"u-1\",\"plan\":\"pro\"}\n{\"name\":\"ada\"}\n{\"name\":\"eve\"}\n");
        var ids = await RunAsync(command, "{\"id\":\"u-1\",\"plan\":\"pro\"}\n{\"nick\":\"ada\"}\n{\"nick\":\"eve\"}\n");

        Assert.Equal($"gb: {files.PathOf("users.jsonl")}: line 2: a user with the attribute name only; an archetype is written {{\"name\":\"ada\",\"attributes\":{{…}}}}\n", run.Error);
        Assert.Equal((ids.Code, ids.Output), (run.Code, run.Output));
    }

    [Fact]
    public async Task A_file_of_users_given_as_records_has_its_remedy_once()
    {
        var users = files.Write("users.jsonl", "{\"id\":\"u-1\",\"plan\":\"pro\"}\n{\"id\":\"u-2\",\"plan\":\"pro\"}\n{\"id\":\"u-3\",\"plan\":\"pro\"}\n");
        const string Error = "$: the attributes of a user, and no evaluation record";
        foreach (var command in new[] { WithFiles(["diff", "p.json", "n.json"]), ["replay", "--payload", files.Write("p.json", Old)], ["lint", files.Write("p.json", Old)] })
        {
            var errors = (await Gb.RunAsync([.. command, "--records", users])).Error.Split('\n');

            Assert.Equal(
                [$"gb: {users}: line 1, {Error}; give the file to `gb diff --users`, or make records of it, such as with jq -c '{{feature:\"KEY\",context:{{attributes:.}}}}'", $"gb: {users}: line 2, {Error}", $"gb: {users}: line 3, {Error}"],
                errors.Take(3));
        }
    }

    [Theory]
    [InlineData("1000")]
    [InlineData("1e6")]
    [InlineData("100_000")]
    [InlineData("-5")]
    [InlineData("1e4.5")]
    public async Task A_number_is_no_file_of_users(string number)
    {
        foreach (var command in All.Where(command => command[0] != "simulate"))
        {
            var run = await Gb.RunAsync([.. WithFiles(command), "--users", number]);

            Assert.Equal(new Gb.Run(ExitCode.BadUsage, "", $"gb: --users needs the name of a file, not the number {number}; only `gb simulate` generates users\n"), run);
        }
        Assert.Equal($"gb: --records needs the name of a file, not the number {number}\n", (await Gb.RunAsync("replay", "--records", number)).Error);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("1e30")]
    [InlineData("100_000")]
    [InlineData("1,000")]
    [InlineData("1 000")]
    [InlineData("+7")]
    [InlineData("10k")]
    [InlineData("5%")]
    [InlineData("1e4.5")]
    [InlineData("1e1_000")]
    public async Task A_number_of_users_in_another_form_is_refused_with_the_form_and_the_range(string number)
    {
        var run = await Gb.RunAsync("simulate", files.Write("p.json", Old), "--users", number);

        Assert.Equal(
            (ExitCode.BadUsage, "", "gb: --users needs a whole number from 1 to 9007199254740991 without separators, such as 100000 or 1e5, or the name of a file"),
            (run.Code, run.Output, run.Error.Split('\n')[0]));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1e")]
    [InlineData("NaN")]
    [InlineData("ten thousand")]
    [InlineData("5x.5")]
    public async Task A_word_is_no_number_of_users_and_no_file(string word)
    {
        var run = await Gb.RunAsync("simulate", files.Write("p.json", Old), "--users", word);

        Assert.Equal(
            (ExitCode.BadUsage, "", $"gb: --users needs a whole number from 1 to 9007199254740991 without separators, such as 100000 or 1e5, or the name of a file; there is no file `{word}`"),
            (run.Code, run.Output, run.Error.Split('\n')[0]));
    }

    [Theory]
    [InlineData("away.jsonl")]
    [InlineData("1.csv")]
    [InlineData("away/users")]
    [InlineData("./away")]
    [InlineData("/away")]
    [InlineData("~users")]
    public async Task The_path_of_a_file_that_does_not_exist_is_named(string path) => Assert.Equal(
        new Gb.Run(ExitCode.BadInput, "", $"gb: {path}: no such file\n"), await Gb.RunAsync("simulate", files.Write("p.json", Old), "--users", path));

    [Fact]
    public async Task A_file_of_users_may_have_a_word_as_its_name()
    {
        var name = $"users {Guid.NewGuid():N}";
        File.WriteAllText(name, "{\"id\":\"u\"}\n");
        try
        {
            Assert.Equal("1", Value.Parse((await Gb.RunAsync("simulate", files.Write("p.json", Old), "--users", name, "--json")).Output).Value!["users"].ToString());
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public async Task A_file_may_have_a_number_as_its_name()
    {
        var file = files.Write("7", "{\"id\":\"u-1\"}\n");

        Assert.True(WholeNumber.IsMeant("7"));
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("matrix", files.Write("p.json", Old), "--users", file)).Code);
    }

    private Task<Gb.Run> RunAsync(string[] command, string users) =>
        Gb.RunAsync([.. WithFiles(command), "--users", files.Write("users.jsonl", users)]);

    private string[] WithFiles(string[] command)
    {
        files.Write("p.json", Old);
        files.Write("n.json", New);
        return [.. command.Select(argument => argument.EndsWith(".json", StringComparison.Ordinal) ? files.PathOf(argument) : argument)];
    }

    /// <summary>The output without the number of lines that were not read, and without the outcome, which names it.</summary>
    private static string[] CountsOf(Gb.Run run) => [.. run.Lines[..^1].Select(line => line.Split("; ")[0])];
}
