namespace GrowthBook.Cli.Tests;

public sealed class ExpectCommandTests : IDisposable
{
    private readonly Files _files = new();

    public void Dispose() => _files.Dispose();

    /// <summary>An update would write the answer for another version than the file shows.</summary>
    [Fact]
    public async Task An_unquoted_version_is_a_warning_and_the_failure_names_the_value_that_was_read()
    {
        _files.Write("p.json", """{"features":{"wallet":{"defaultValue":false,"rules":[{"id":"fr","condition":{"app":{"$vgte":"5.2.0"}},"force":true}]}}}""");
        var file = _files.Write("version.yaml", "payload: p.json\nusers:\n  ada: { app: 5.10 }\nexpect:\n  - { feature: wallet, user: ada, value: true }\n");
        var warning = $"gb: {file}:3:15: `5.10` is the number 5.1; quote it if it is a text, such as a version, and otherwise write 5.1\n"
            + $"gb: {file}:5:5: wallet, ada: the attribute `app` is a number with a fraction, which loses the zeros at the end of a version (5.10 is 5.1); give it as a text\n";

        var run = await Gb.RunAsync("expect", file);
        var update = await Gb.RunAsync("expect", file, "--update");

        Assert.Equal((ExitCode.Different, warning), (run.Code, run.Error));
        Assert.Equal($"{file}:5:5: wallet, ada: value is false, expected true (fr: app $vgte \"5.2.0\", actual 5.1)", run.Lines[0]);
        Assert.Equal((ExitCode.Ok, warning), (update.Code, update.Error));
    }

    [Fact]
    public async Task A_failing_file_is_updated_and_passes()
    {
        _files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        var file = _files.Write("f.expect.yaml", "payload: p.json\nexpect:\n  - { feature: f, value: 2 } # why\n");
        var run = await Gb.RunAsync("expect", file, "--junit", _files.PathOf("f.xml"));
        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Equal([$"{file}:3:5: f, {{}}: value is 1, expected 2", "expectations: 1, failed: 1"], run.Lines);
        Assert.Contains("<failure message=\"value is 1, expected 2\" />", File.ReadAllText(_files.PathOf("f.xml")), StringComparison.Ordinal);

        Assert.Equal(
            new Gb.Run(ExitCode.Ok, $"{file}: is written; 1 expectation has its present answer\nexpectations: 1, failed: 0\n", ""),
            await Gb.RunAsync("expect", file, "--update"));
        Assert.EndsWith("value: 1 } # why\n", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, "expectations: 1, failed: 0\n"), ((await Gb.RunAsync("expect", file)) is var passed ? (passed.Code, passed.Output) : default));
        Assert.Contains("\"kind\":\"expect\"", (await Gb.RunAsync("expect", file, "--json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_are_too_long_to_write_are_an_error_and_change_nothing()
    {
        _files.Write("long.json", "{\"features\":{\"f\":{\"defaultValue\":\"" + new string('x', 7_000_000) + "\"}}}");
        var yaml = "payload: long.json\nexpect:\n" + string.Concat(Enumerable.Repeat("  - { feature: f, value: 2 }\n", 3));
        var file = _files.Write("long.expect.yaml", yaml);
        var run = await Gb.RunAsync("expect", file, "--update");
        Assert.Equal(
            new Gb.Run(ExitCode.BadInput, "", $"gb: {file}:5:26: the answers to write have more than 20,000,000 characters up to here; split the file; nothing was written\n"), run);
        Assert.Equal(yaml, File.ReadAllText(file));
        Assert.Equal(ExitCode.Different, (await Gb.RunAsync("expect", file)).Code);
    }

    [Fact]
    public async Task What_cannot_be_read_is_bad_input()
    {
        var file = _files.Write("f.yaml", "expect: [{}]");
        var payload = _files.Write("p.json", """{"features":{"f":{}}}""");
        Assert.Contains("names no payload", (await Gb.RunAsync("expect", file)).Error, StringComparison.Ordinal);
        var malformed = await Gb.RunAsync("expect", file, "--payload", payload);
        Assert.Equal(ExitCode.BadInput, malformed.Code);
        Assert.Contains($"{file}:1:10: names neither", malformed.Output, StringComparison.Ordinal);
        Assert.EndsWith("expectations: 0, failed: 0, faults of the file: 1\n", malformed.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await Gb.RunAsync("expect", _files.PathOf("nowhere.yaml"))).Code);
        Assert.Equal(ExitCode.Failure, (await Gb.RunAsync("expect", file, "--payload", payload, "--junit", _files.PathOf("nowhere/f.xml"))).Code);
        Assert.Equal(ExitCode.BadUsage, (await Gb.RunAsync("expect", file, file, "--junit", "f.xml")).Code);
    }

    [Fact]
    public async Task A_payload_that_is_away_and_one_in_the_place_of_expectations_are_named()
    {
        var file = _files.Write("away.yaml", "expect: []\npayload: away.json\n");
        var payload = _files.Write("p.json", """{"features":{"f":{}}}""");
        var kind = $"gb: {payload}: is a payload, and no file of expectations; name that file, and the payload with --payload\n";

        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {file}:2:10: payload: {_files.PathOf("away.json")}: no such file\n"), await Gb.RunAsync("expect", file));
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", kind), await Gb.RunAsync("expect", payload));
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", kind), await Gb.RunAsync("expect", payload, "--payload", payload));
    }

    [Fact]
    public async Task An_update_that_leaves_a_failure_ends_with_1_and_shows_it()
    {
        _files.Write("p.json", """{"features":{"f":{"defaultValue":1},"g":{"rules":[{"key":"a","variations":[1,2]}]},"h":{"rules":[{"key":"b","variations":[1,2]}]}}}""");
        var file = _files.Write("f.expect.yaml", "payload: p.json\nexpect:\n  - { feature: f, value: 2 }\n  - { feature: f, rule: x }\n  - { experiments: [a, b], exclusive: true }\n");

        var run = await Gb.RunAsync("expect", file, "--update", "--json");
        var again = await Gb.RunAsync("expect", file, "--update");

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.EndsWith(",\"updated\":2}\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            new Gb.Run(ExitCode.Different, $"{file}:5:5: a, b, exclusive: `a` and `b` are not proved to exclude each other\nexpectations: 3, failed: 1\n", ""), again);
    }

    [Fact]
    public async Task A_share_of_a_renamed_variation_fails_and_is_updated()
    {
        _files.Write("p.json", """{"features":{"f":{"rules":[{"key":"x","variations":[1,2],"hashVersion":2,"meta":[{"key":"control"},{"key":"treatment"}]}]}}}""");
        var file = _files.Write("f.expect.yaml", "payload: p.json\nexpect:\n  - { experiment: x, share: { control: 0.5, tretment: 0.5, gone: 0 } } # why\n");

        var run = await Gb.RunAsync("expect", file);
        var updated = await Gb.RunAsync("expect", file, "--update");

        Assert.Equal(
            new Gb.Run(ExitCode.Different, $"{file}:3:5: x, share: there is no variation `tretment`; did you mean treatment?\n{file}:3:5: x, share: there is no variation `gone`\nexpectations: 1, failed: 1\n", ""), run);
        Assert.Equal(ExitCode.Ok, updated.Code);
        Assert.EndsWith("share: { \"control\": 0.5, \"treatment\": 0.5 } } # why\n", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("expect", file)).Code);
    }

    [Theory]
    [InlineData("{\"features\":{\"f\":", "1: $.features: not JSON: the text ends within a value; it was cut off")]
    [InlineData("[1]", "1: $: the payload is not a JSON object")]
    [InlineData("{\"name\":\"shop\"}", "1: $: has no features: this is not an answer of the features endpoint")]
    [InlineData("{\"features\":{}}", " has no features and no experiments")]
    public async Task A_broken_payload_ends_with_its_error(string payload, string error)
    {
        var broken = _files.Write("cut.json", payload);
        var file = _files.Write("f.expect.yaml", "expect:\n  - { feature: f, value: 2 }\n");

        var run = await Gb.RunAsync("expect", file, "-p", broken);

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: {broken}:{error}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_and_warnings_of_the_payload_are_shown()
    {
        _files.Write("p.json", """{"features":{"f":{"defaultValue":1,"rules":[7]}}}""");
        var run = await Gb.RunAsync("expect", _files.Write("f.expect.yaml", "payload: p.json\nexpect: [{ feature: f, value: 1 }]"));
        Assert.Equal((ExitCode.Ok, "expectations: 1, failed: 0\n"), (run.Code, run.Output));
        Assert.StartsWith($"gb: error: {_files.PathOf("p.json")}:1: $.features.f.rules[0]: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expect: [{ feature: f\n", ":2:1: not YAML: ")]
    [InlineData("expect:\n  - { feature: f\n  - { feature: g }\n", ":2:3: not YAML after this place; close each brace and bracket")]
    [InlineData("expect:\n\t- feature: f", ":2:1: not YAML: a tab indents the line; write spaces in its place")]
    [InlineData("payload: p\nusers:\n  a:\n  \tid: 1\nexpect:\n  - feature: f", ":4:3: not YAML: a tab indents the line; write spaces in its place")]
    [InlineData("payload: p\nexpect:\n  - feature: f\n    for: a\n  \tis: true", ":5:3: not YAML: a tab indents the line; write spaces in its place")]
    [InlineData("x: \"a\n\tb\" # no indentation\n\t\n\t# a comment\nexpect:\r\n\t- feature: f", ":6:1: not YAML: a tab indents the line; write spaces in its place")]
    [InlineData("payload: p.json\npayload: q.json", ":2:1: not YAML: ")]
    [InlineData("# nothing", ":1:1: is empty")]
    [InlineData("", ": is empty; expected a list of expectations")]
    [InlineData("expect: []", ": names no payload")]
    [InlineData("payload: [p.json]\nexpect: []", ": names no payload")]
    public async Task A_file_that_is_not_YAML_is_named_without_a_payload_too(string yaml, string error)
    {
        var file = _files.Write("f.yaml", yaml);
        var run = await Gb.RunAsync("expect", file);
        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: {file}{error}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_may_name_the_address_of_its_payload_and_start_with_a_byte_order_mark()
    {
        var file = _files.Write("remote.yaml", "payload: http://127.0.0.1:1/SECRET\nexpect:\n  - feature: f\n");
        var remote = await Gb.RunAsync("expect", file);
        _files.Write("p.json", """{"features":{"f":{"defaultValue":2}}}""");
        var marked = _files.Write("marked.yaml", "\uFEFFpaylod: p.json\npayload: p.json\nexpect:\n  - { feature: f, value: 1 }\n");
        var run = await Gb.RunAsync("expect", marked, "--update");

        Assert.Equal(ExitCode.BadInput, remote.Code);
        Assert.StartsWith($"gb: {file}:1:10: payload: 127.0.0.1:1: ", remote.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", remote.Error, StringComparison.Ordinal);
        Assert.Contains($"{marked}:1:1: unknown member `paylod`", run.Output, StringComparison.Ordinal);
        Assert.Equal("\uFEFFpaylod: p.json\npayload: p.json\nexpect:\n  - { feature: f, value: 2 }\n", System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(marked)));
    }

    [Fact]
    public async Task An_encrypted_payload_is_checked_with_its_key()
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        (aes.Key, aes.IV) = ([.. Enumerable.Range(0, 16).Select(i => (byte)i)], new byte[16]);
        var cipher = aes.EncryptCbc("""{"f":{"defaultValue":0,"rules":[{"key":"x","variations":[1,2],"hashVersion":2}]},"on":{"defaultValue":true}}"""u8, aes.IV);
        _files.Write("p.json", $$"""{"features":{},"encryptedFeatures":"{{Convert.ToBase64String(aes.IV)}}.{{Convert.ToBase64String(cipher)}}"}""");
        var file = _files.Write("f.expect.yaml", """
            payload: p.json
            expect:
              - { feature: f, attributes: { id: u-1 }, exposure: x }
              - { experiment: x, share: { "0": 0.5, "1": 0.5 }, exact: true }
              - { feature: on, always: true }

            """);

        var run = await Gb.RunAsync("expect", file, "--decryption-key", Convert.ToBase64String(aes.Key));
        var wrong = await Gb.RunAsync("expect", file, "--decryption-key", Convert.ToBase64String(new byte[16]));
        var malformed = await Gb.RunAsync("expect", file, "--decryption-key", "secret!");

        Assert.Equal(new Gb.Run(ExitCode.Ok, "expectations: 3, failed: 0\n", ""), run);
        Assert.Equal((ExitCode.BadInput, ""), (wrong.Code, wrong.Output));
        Assert.Contains("cannot be decrypted with the key given", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, malformed.Code);
    }
}
