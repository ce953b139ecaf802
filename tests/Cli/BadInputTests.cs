using System.Collections.Immutable;
using System.Text;

namespace GrowthBook.Cli.Tests;

public sealed class BadInputTests(Files files) : IClassFixture<Files>
{
    [Fact]
    public async Task Malformed_json_exits_with_3_and_names_file_and_line()
    {
        var payload = files.Write("bad.json", "{\n  \"features\": {\n    \"f\": {,\n  }\n}\n");

        var run = await Gb.RunAsync("eval", "f", "--payload", payload);

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal("", run.Output);
        Assert.StartsWith($"gb: {payload}:3: $.features.f: not JSON: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("(byte 11)", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval", "f", "--payload")]
    [InlineData("explain", "f", "--payload")]
    [InlineData("check", "--payload")]
    [InlineData("eval", "--records")]
    [InlineData("replay", "--records")]
    public async Task A_missing_file_and_a_directory_exit_with_3_and_are_named(params string[] args)
    {
        var missing = await Gb.RunAsync([.. args, files.PathOf("missing.json")]);
        var folder = await Gb.RunAsync([.. args, files.Folder]);
        var nested = await Gb.RunAsync([.. args, files.PathOf("no/such/folder.json")]);

        Assert.Equal((ExitCode.BadInput, $"gb: {files.PathOf("missing.json")}: no such file\n"), (missing.Code, missing.Error));
        Assert.Equal((ExitCode.BadInput, $"gb: {files.Folder}: is a directory; name a file\n"), (folder.Code, folder.Error));
        Assert.Equal((ExitCode.BadInput, $"gb: {files.PathOf("no/such/folder.json")}: no such file\n"), (nested.Code, nested.Error));
    }

    [Theory]
    [InlineData("""{"features":{"f":{"defaultValue":1}}}""", "a payload")]
    [InlineData("""{"id":"r1","context":{"attributes":{}},"feature":"f"}""", "an evaluation record")]
    [InlineData("""{"name":"ada","attributes":{"id":"u-1"}}""", "an archetype")]
    public async Task Attributes_of_another_kind_are_named(string text, string kind)
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        var file = files.Write("user.json", text);

        foreach (var command in new[] { "eval", "explain" })
            Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {file}: is {kind}; give the attributes of a user\n"), await Gb.RunAsync(command, "f", "-p", payload, "-a", $"@{file}"));
    }

    [Theory]
    [InlineData("--payload", "eval", "f", "--payload", "")]
    [InlineData("--records", "eval", "-p", "p.json", "--records", "")]
    [InlineData("--records", "replay", "-p", "p.json", "--records", "")]
    [InlineData("gb check", "check", "")]
    [InlineData("gb lint", "lint", "")]
    [InlineData("--previous", "lint", "p.json", "--previous", "")]
    [InlineData("--records", "lint", "p.json", "--records", "")]
    [InlineData("gb expect", "expect", "")]
    [InlineData("OLD", "diff", "", "p.json", "--users", "u.jsonl")]
    [InlineData("NEW", "diff", "p.json", "", "--users", "u.jsonl")]
    [InlineData("--users", "diff", "p.json", "p.json", "--users", "")]
    [InlineData("--users", "simulate", "p.json", "--users", "")]
    [InlineData("--users", "matrix", "p.json", "--users", "")]
    [InlineData("gb srm", "srm", "-p", "p.json", "")]
    [InlineData("gb merge", "merge", "")]
    [InlineData("gb report", "report", "", "--html", "out.html")]
    public async Task An_empty_name_is_an_error_of_its_option(string option, params string[] args)
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");

        var run = await Gb.RunAsync([.. args.Select(argument => argument == "p.json" ? payload : argument)]);

        Assert.Equal((ExitCode.BadInput, $"gb: {option} needs the name of a file, and the name is empty\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task An_empty_name_after_an_at_sign_or_of_a_folder_is_an_error_of_its_option()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");

        foreach (var option in new[] { "--attributes", "--context" })
            Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {option} needs the name of a file after @\n"), await Gb.RunAsync("eval", "f", "-p", payload, option, "@"));
        Assert.Equal(
            new Gb.Run(ExitCode.BadInput, "", "gb: --schemas needs the name of a folder, and the name is empty\n"),
            await Gb.RunAsync("lint", payload, "--schemas", ""));
    }

    /// <summary>Before anything is evaluated.</summary>
    [Theory]
    [InlineData("--sarif", "lint", "p.json", "--sarif", "")]
    [InlineData("--junit", "expect", "e.yaml", "--junit", "")]
    [InlineData("--html", "simulate", "p.json", "--users", "10", "--html", "")]
    [InlineData("--markdown", "diff", "p.json", "p.json", "--users", "u.jsonl", "--markdown", "")]
    [InlineData("--partial", "simulate", "p.json", "--users", "10", "--shard", "0/2", "--partial", "")]
    public async Task An_empty_name_of_an_output_is_an_error_of_its_option(string option, params string[] args)
    {
        var run = await Gb.RunAsync(args);

        Assert.Equal((ExitCode.BadUsage, "", $"gb: {option} needs the name of a file, and the name is empty\ngb: see `gb {args[0]} --help`\n"), (run.Code, run.Output, run.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData(" \n")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"features\":{}} trailing")]
    public async Task A_payload_that_is_no_object_exits_with_3(string text)
    {
        var run = await Gb.RunAsync("eval", "f", "--payload", files.Write("none.json", text));

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: {files.PathOf("none.json")}:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("{\"id\":")]
    [InlineData("id=1")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Attributes_that_are_no_object_exit_with_3(string attributes)
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");

        var run = await Gb.RunAsync("eval", "f", "--payload", payload, "--attributes", attributes);

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith("gb: --attributes:", run.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> OtherEncodings() => new()
    {
        { "utf-16", "UTF-16" }, { "utf-16BE", "UTF-16" }, { "utf-32", "UTF-32" }, { "utf-32BE", "UTF-32" },
    };

    [Theory]
    [MemberData(nameof(OtherEncodings))]
    public async Task Text_in_another_encoding_is_refused_by_its_name_with_and_without_a_byte_order_mark(string encoding, string name)
    {
        var written = Encoding.GetEncoding(encoding);
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        foreach (var mark in new[] { written.GetPreamble(), [] })
        {
            var text = files.Write("other.json", [.. mark, .. written.GetBytes("{\"features\":{}}\n")]);
            foreach (var command in new[]
            {
                new[] { "check", text },
                ["eval", "f", "-p", text],
                ["eval", "f", "-p", payload, "-a", "@" + text],
                ["eval", "f", "-p", payload, "--context", "@" + text],
                ["eval", "--records", text],
            })
            {
                var mend = $"is {name}; convert it to UTF-8, such as with `iconv -f {name} -t UTF-8`, or in PowerShell with `Out-File -Encoding utf8`\n";
                Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {text}: {mend}"), await Gb.RunAsync(command));

                var piped = command.Select(argument => argument == text || argument == "@" + text ? "-" : argument).ToArray();
                using var input = File.OpenRead(text);
                Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: standard input: {mend}"), await Gb.RunWithAsync(input, piped));
            }
        }
    }

    /// <summary>Text in Latin-1, in which the letter é is the byte E9.</summary>
    [Fact]
    public async Task A_text_with_a_byte_that_is_not_UTF_8_is_refused_at_its_place()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        var broken = files.Write("latin1.json", Encoding.Latin1.GetBytes("{\n  \"features\": {\"café\": {}}\n}\n"));
        foreach (var command in new[]
        {
            new[] { "check", broken },
            ["lint", broken],
            ["lint", payload, "--previous", broken],
            ["eval", "f", "-p", broken],
            ["eval", "f", "-p", payload, "-a", "@" + broken],
            ["eval", "f", "-p", payload, "--context", "@" + broken],
            ["expect", broken],
            ["simulate", broken],
        })
        {
            var run = await Gb.RunAsync(command);

            Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {broken}:2: not UTF-8, such as text in Latin-1; convert it to UTF-8 (byte 20)\n"), run);
        }
    }

    [Theory]
    [InlineData("""{"status":404,"error":"not found"}""")]
    [InlineData("""{"feature":{}}""")]
    public async Task Json_that_is_no_payload_exits_with_3_in_every_command(string json)
    {
        var wrong = files.Write("wrong.json", json);
        var records = files.Write("r.jsonl", """{"context":{},"feature":"f","result":{"value":1},"effects":[]}""");
        foreach (var command in new[]
        {
            new[] { "eval", "f", "-p", wrong },
            ["eval", "f", "-p", wrong, "--allow-unknown"],
            ["eval", "-p", wrong],
            ["explain", "f", "-p", wrong],
            ["replay", "--records", records, "-p", wrong],
        })
        {
            var run = await Gb.RunAsync(command);

            Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
            Assert.StartsWith($"gb: {wrong}:1: $: has no features: this is not an answer of the features endpoint", run.Error, StringComparison.Ordinal);
        }
        var check = await Gb.RunAsync("check", wrong);
        Assert.Equal(ExitCode.BadInput, check.Code);
        Assert.StartsWith($"error: {wrong}:1: $: has no features", check.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"features\":{}}")]
    [InlineData("{\"features\":{},\"experiments\":[],\"savedGroups\":{}}")]
    public async Task A_payload_without_features_and_experiments_exits_with_3(string json)
    {
        var empty = files.Write("none.json", json);
        var expectations = files.Write("none.expect.yaml", "expect: [{ feature: f, value: 1 }]");
        foreach (var command in new[]
        {
            new[] { "check", empty }, ["lint", empty], ["lint", empty, "--json"], ["simulate", empty, "--users", "10"],
            ["expect", expectations, "-p", empty], ["eval", "-p", empty], ["matrix", empty, "--users", files.Write("users.jsonl", "{}")],
        })
        {
            var run = await Gb.RunAsync(command);

            Assert.Equal(ExitCode.BadInput, run.Code);
            Assert.Contains("has no features", run.Output + run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_payload_with_experiments_only_is_one()
    {
        var payload = files.Write("page.json", """{"features":{},"experiments":[{"key":"p","variations":[{},{}],"weights":[0.5,0.5],"hashVersion":2,"urlPatterns":[{"type":"simple","include":true,"pattern":"/"}]}]}""");
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("check", payload)).Code);
        Assert.NotEqual(ExitCode.BadInput, (await Gb.RunAsync("lint", payload)).Code);
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("simulate", payload, "--users", "10")).Code);
    }

    [Fact]
    public async Task A_misspelt_member_of_the_context_exits_with_3_and_names_the_nearest_one()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");

        var inPlace = await Gb.RunAsync("eval", "f", "-p", payload, "--context", """{"attributes":{},"qaMod":true}""");
        var fromFile = await Gb.RunAsync("eval", "f", "-p", payload, "--context", "@" + files.Write("c.json", """{"nothing":1}"""));

        Assert.Equal(
            new Gb.Run(ExitCode.BadInput, "", "gb: --context: unknown member `qaMod` of the context; did you mean qaMode?\n"), inPlace);
        Assert.Equal(
            new Gb.Run(ExitCode.BadInput, "", $"gb: {files.PathOf("c.json")}: unknown member `nothing` of the context; give attributes with --attributes\n"), fromFile);
    }

    /// <summary>A context in which every member differs from its default writes all of them.</summary>
    [Fact]
    public void The_known_members_of_a_context_are_those_that_a_record_has()
    {
        var context = new Context(GrowthBook.Payload.Empty, new Attributes { ["a"] = 1 })
        {
            AttributeOverrides = new Attributes { ["b"] = 1 },
            Url = "https://x.example/",
            Enabled = false,
            QaMode = true,
            ForcedVariations = ImmutableDictionary<string, int>.Empty.Add("e", 1),
            ForcedFeatureValues = Value.Object.Empty.With("f", 1),
            DisableVisualExperiments = true,
            DisableUrlRedirectExperiments = true,
            DisableCrossOriginUrlRedirectExperiments = true,
            DisableQueryStringVariations = true,
            BlockedChangeIds = ["c"],
            StickyBuckets = StickyBuckets.Empty,
        };
        var record = new EvaluationRecord(null, context, new EvaluationSubject.OfFeature("f")).ToValue();

        Assert.Equal(((Value.Object)record["context"]).Keys.Order(), ContextMembers.Names.Order());
    }

    [Fact]
    public async Task A_context_that_is_no_object_exits_with_3()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");

        var run = await Gb.RunAsync("eval", "f", "--payload", payload, "--context", "@" + files.Write("c.json", "[]"));

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.StartsWith($"gb: {files.PathOf("c.json")}:1: $: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_prints_every_diagnostic_with_its_line()
    {
        var rules = string.Join(",\n", Enumerable.Repeat("0", 30));
        var path = files.Write("p.json", "{\"features\":{\"a b\":{\"rules\":[\n" + rules + "]}},\n\"experiments\":[\n{\"key\":1}]}");

        var run = await Gb.RunAsync("check", "--payload", path);

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal(30, run.Lines.Count(line => line.Contains(": $.features['a b'].rules[", StringComparison.Ordinal)));
        Assert.Contains(run.Lines, line => line.StartsWith($"error: {path}:2: $.features['a b'].rules[0]: ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith($"error: {path}:31: $.features['a b'].rules[29]: ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith($"error: {path}:33: $.experiments[0]", StringComparison.Ordinal));
        Assert.StartsWith("features: 1, experiments: 0, diagnostics: ", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_warns_of_metadata_of_fewer_variations_than_there_are()
    {
        var path = files.Write("p.json", """{"features":{"f":{"rules":[{"variations":[1,2],"meta":[{"key":"a"}]}]}}}""");

        var run = await Gb.RunAsync("check", "--payload", path);
        var strict = await Gb.RunAsync("check", "--payload", path, "--strict");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(run with { Code = ExitCode.BadInput }, strict);
        Assert.StartsWith($"warning: {path}:1: $.features.f.rules[0].meta: has fewer entries than the experiment has variations, 1 of 2", run.Lines[0], StringComparison.Ordinal);
    }

    /// <summary>The client reads such files, too.</summary>
    [Fact]
    public async Task A_payload_file_may_have_comments_and_trailing_commas()
    {
        var path = files.Write("p.json", "// made by hand\n{\"features\":{\"f\":{\"defaultValue\":1, /* no rules */ \"rules\":[\n0, ]},},}");

        var check = await Gb.RunAsync("check", "--payload", path);
        var eval = await Gb.RunAsync("eval", "f", "--payload", path, "--json");

        Assert.StartsWith($"error: {path}:3: $.features.f.rules[0]: ", check.Lines[0], StringComparison.Ordinal);
        Assert.Equal(2, check.Lines.Length);
        Assert.Equal(ExitCode.Ok, eval.Code);
        Assert.Contains("\"value\":1", eval.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_finds_no_fault_in_the_sample_from_a_file_or_standard_input()
    {
        var sample = Files.Sample("payload.json");
        var byArgument = await Gb.RunAsync("check", sample);
        var byOption = await Gb.RunAsync("check", "--payload", sample);
        var strict = await Gb.RunAsync("check", sample, "--strict");
        var piped = await Gb.RunWithAsync(await File.ReadAllTextAsync(sample), "check", "-");

        Assert.Equal(new Gb.Run(ExitCode.Ok, "features: 16, experiments: 8, diagnostics: 0\n", ""), byArgument);
        Assert.Equal(byArgument, byOption);
        Assert.Equal(byArgument, piped);
        Assert.Equal(byArgument, strict);
    }

    [SkippableTheory]
    [InlineData("--payload", "/dev/zero")]
    [InlineData("--payload", "{}", "--attributes", "@/dev/zero")]
    [InlineData("--payload", "{}", "--context", "@/dev/zero")]
    public async Task An_endless_file_is_refused(params string[] options)
    {
        Skip.IfNot(File.Exists("/dev/zero"), "the platform has no endless file /dev/zero");
        var payload = files.Write("empty.json", """{"features":{}}""");
        var run = await Gb.RunAsync(["eval", "f", .. options.Select(option => option == "{}" ? payload : option)]);
        Assert.Equal((ExitCode.BadInput, "gb: /dev/zero: is larger than 256 MiB; expected one JSON object\n"), (run.Code, run.Error));
    }
}
