namespace GrowthBook.Cli.Tests;

public sealed class EvalTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """
        {"features":{
          "dark":{"defaultValue":false,"rules":[{"id":"r1","condition":{"country":"PT"},"force":true}]},
          "size":{"defaultValue":10}
        }}
        """;

    [Fact]
    public async Task A_feature_is_printed_with_value_source_rule_and_effects()
    {
        var run = await Gb.RunAsync("eval", "dark", "--payload", files.Write("p.json", Payload), "--attributes", """{"country":"PT"}""");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal("", run.Error);
        Assert.Equal(
            """
            dark
              value      true
              source     force
              rule       r1
              effects    report the usage of dark: true, force

            """,
            run.Output);
    }

    [Fact]
    public async Task Several_features_are_printed_in_the_order_of_the_arguments()
    {
        var run = await Gb.RunAsync("eval", "size", "dark", "--payload", files.Write("p.json", Payload));

        Assert.Equal(["size", "dark"], run.Lines.Where(line => line[0] != ' '));
    }

    // The reference (tests/Differential/reference/answer.mjs) gives variation 2 and bucket 0.8195.
    [Fact]
    public async Task An_experiment_is_printed_with_variation_and_bucket()
    {
        var run = await Gb.RunAsync(
            "eval", "checkout-redesign", "-p", Files.Sample("payload.json"), "-a", "@" + Files.Sample("attributes.json"));

        Assert.Contains("  experiment checkout-redesign (Checkout redesign)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  variation  2, one-page (One page)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  bucket     0.8195 for id \"u-1436\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("track the exposure of id \"u-1436\" to checkout-redesign: variation 2, one-page\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_each_feature_is_a_record_that_replays()
    {
        var payload = files.Write("p.json", Payload);

        var run = await Gb.RunAsync("eval", "dark", "size", "--payload", payload, "--attributes", """{"country":"PT"}""", "--json");

        var hash = EvaluationRecord.HashPayload(File.ReadAllBytes(payload));
        Assert.Equal(
        [
            $$$$"""{"id":"dark","payloadHash":"{{{{hash}}}}","context":{"attributes":{"country":"PT"}},"feature":"dark","result":{"value":true,"on":true,"off":false,"source":"force","ruleId":"r1"},"effects":[{"type":"featureEvaluated","featureKey":"dark","result":{"value":true,"on":true,"off":false,"source":"force","ruleId":"r1"}}]}""",
            $$$$"""{"id":"size","payloadHash":"{{{{hash}}}}","context":{"attributes":{"country":"PT"}},"feature":"size","result":{"value":10,"on":true,"off":false,"source":"defaultValue","ruleId":""},"effects":[{"type":"featureEvaluated","featureKey":"size","result":{"value":10,"on":true,"off":false,"source":"defaultValue","ruleId":""}}]}""",
        ],
        run.Lines);
        var replay = await Gb.RunWithAsync(run.Output, "replay", "--records", "-", "--payload", payload);
        Assert.Equal((ExitCode.Ok, "replayed 2: 2 the same, 0 different\n"), (replay.Code, replay.Output));
    }

    [Fact]
    public async Task Attributes_come_from_the_argument_a_file_or_standard_input()
    {
        var payload = files.Write("p.json", Payload);
        var inPlace = await Gb.RunAsync("eval", "dark", "-p", payload, "-a", """{"country":"PT"}""");
        var fromFile = await Gb.RunAsync("eval", "dark", "-p", payload, "-a", "@" + files.Write("a.json", "\uFEFF{\"country\":\"PT\"}\r\n"));
        var fromInput = await Gb.RunWithAsync("""{"country":"PT"}""", "eval", "dark", "-p", payload, "-a", "-");

        Assert.Contains("value      true", inPlace.Output, StringComparison.Ordinal);
        Assert.Equal(inPlace, fromFile);
        Assert.Equal(inPlace, fromInput);
    }

    [Theory]
    [InlineData("--attributes", """{"id":1,"id":2}""", "id:1")]
    [InlineData("--attributes", """{"id":1,"a":[{"b":1},{"b":2}],"c":{"id":3,\n"id":4}}""", "id:2")]
    [InlineData("--context", """{"attributes":{"country":"PT"},\n"qaMode":true,"attributes":{"b":1,"b":2}}""", "attributes:2 b:2")]
    [InlineData("--context", """{"attributes":{"id":1},"forcedVariations":{"id":1}}""", "")]
    public async Task A_member_that_is_written_more_than_once_is_a_warning(string option, string json, string membersAtLines)
    {
        var run = await Gb.RunAsync("eval", "dark", "--payload", files.Write("p.json", Payload), option, json.Replace("\\n", "\n", StringComparison.Ordinal), "--value");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(
            [.. membersAtLines.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split(':'))
                .Select(each => $"gb: warning: {option}:{each[1]}: member `{each[0]}` is written more than once; only the last one counts")],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains("more than once", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_context_supplies_all_but_attributes_and_url()
    {
        var payload = files.Write("p.json", """
            {"features":{"f":{"defaultValue":"none","rules":[{"key":"exp","variations":["a","b"],"condition":{"vip":true}}]}}}
            """);
        const string Context = """{"attributes":{"id":"u","vip":true},"forcedVariations":{"exp":1}}""";

        var whole = await Gb.RunAsync("eval", "f", "-p", payload, "--context", Context);
        var byUrl = await Gb.RunAsync("eval", "f", "-p", payload, "--context", "@" + files.Write("c.json", Context), "--url", "https://x.example/?exp=0");

        Assert.Contains("value      \"b\"", whole.Output, StringComparison.Ordinal);
        Assert.Contains("value      \"a\"", byUrl.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("explain")]
    public async Task An_unknown_feature_exits_with_3_and_names_the_nearest_one(string command)
    {
        var run = await Gb.RunAsync(command, "size", "darc", "-p", files.Write("p.json", Payload));

        Assert.Equal(
            new Gb.Run(ExitCode.BadInput, "", "gb: the payload has no feature `darc`; did you mean dark? (--allow-unknown evaluates it as null)\n"), run);
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("explain")]
    public async Task With_allow_unknown_an_unknown_feature_is_null_with_a_warning(string command)
    {
        var run = await Gb.RunAsync(command, "checkout", "-p", files.Write("p.json", Payload), "--allow-unknown");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("value      null\n  source     unknownFeature", run.Output, StringComparison.Ordinal);
        Assert.Equal("gb: the payload has no feature `checkout`\n", run.Error);
    }

    [Fact]
    public async Task Without_features_all_are_evaluated_in_the_order_of_the_payload()
    {
        var eval = await Gb.RunAsync("eval", "-p", files.Write("p.json", Payload));
        var explain = await Gb.RunAsync("explain", "-p", files.PathOf("p.json"), "--json");

        Assert.Equal(["dark", "size"], eval.Lines.Where(line => line[0] != ' '));
        Assert.Equal(2, explain.Lines.Length);
    }

    [Fact]
    public async Task Without_features_a_payload_without_any_exits_with_3()
    {
        var run = await Gb.RunAsync("eval", "-p", files.Write("p.json", """{"features":{}}"""));

        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", "gb: the payload has no features\n"), run);
    }

    [Theory]
    [InlineData("\"a b\"", "a b")]
    [InlineData("\"a\\nb\"", "a\nb")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("1.50", "1.5")]
    [InlineData("{\"a\": [\"x\"]}", "{\"a\":[\"x\"]}")]
    public async Task With_value_only_the_value_is_printed_and_text_has_no_quotes(string json, string printed)
    {
        var payload = files.Write("p.json", $$$$"""{"features":{"f":{"defaultValue":{{{{json}}}}},"g":{"defaultValue":1}}}""");

        var run = await Gb.RunAsync("eval", "f", "g", "-p", payload, "--value");

        Assert.Equal(new Gb.Run(ExitCode.Ok, printed + "\n1\n", ""), run);
    }

    [Fact]
    public async Task Diagnostics_of_the_payload_are_warnings_with_file_line_and_path()
    {
        var payload = files.Write("p.json", "{\"features\": {\n  \"f\": {\n    \"defaultValue\": 1,\n    \"rules\": [\n      17,\n      {\"force\": 2}]}}}");

        var run = await Gb.RunAsync("eval", "f", "-p", payload);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("value      2", run.Output, StringComparison.Ordinal);
        Assert.StartsWith($"gb: error: {payload}:5: $.features.f.rules[0]: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_can_neither_style_nor_control_the_terminal()
    {
        var payload = files.Write("p.json", """{"features":{"[red]x[/]":{"defaultValue":"[/]\u001b[2J\u202e"},"[":{"defaultValue":"[bold]"}}}""");

        foreach (var command in new[] { "eval", "explain" })
        {
            var run = await Gb.RunAsync(command, "[red]x[/]", "[", "[/oops\u001b]", "-p", payload, "--allow-unknown");

            Assert.Equal(ExitCode.Ok, run.Code);
            Assert.StartsWith("[red]x[/]\n  value      \"[/]\\u001b[2J\\u202e\"\n", run.Output, StringComparison.Ordinal);
            Assert.Contains("\n[\n  value      \"[bold]\"\n", run.Output, StringComparison.Ordinal);
            Assert.Equal("gb: the payload has no feature `[/oops\\u001b]`\n", run.Error);
            Assert.DoesNotContain('\u001b', run.Output);
        }
    }

    [Fact]
    public async Task An_encrypted_payload_needs_its_key()
    {
        // {"f":{"defaultValue":true}}, AES-128-CBC by OpenSSL with the key 000102…0f and the iv 0f0e0d…00.
        const string Key = "AAECAwQFBgcICQoLDA0ODw==";
        var payload = files.Write("p.json", """{"features":{},"encryptedFeatures":"Dw4NDAsKCQgHBgUEAwIBAA==.awagPA7Z9rbF+1K4ymQBB/cwFRtih36W2Ll6CxEQyKo="}""");

        var with = await Gb.RunAsync("eval", "f", "-p", payload, "--decryption-key", Key);
        var without = await Gb.RunAsync("eval", "f", "-p", payload);

        Assert.Contains("value      true", with.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.BadInput, ""), (without.Code, without.Output));
        Assert.Contains("$.encryptedFeatures: ", without.Error, StringComparison.Ordinal);

        Assert.Equal("findings: 0\n", (await Gb.RunAsync("lint", payload, "--decryption-key", Key)).Output);
        Assert.Contains("GB106: $.encryptedFeatures: ", (await Gb.RunAsync("lint", payload)).Output, StringComparison.Ordinal);
        var expectations = files.Write("f.expect.yaml", "payload: p.json\nexpect:\n  - { feature: f, value: true }\n");
        var unread = await Gb.RunAsync("expect", expectations);
        Assert.Equal((ExitCode.BadInput, ""), (unread.Code, unread.Output));
        Assert.Contains("$.encryptedFeatures: ", unread.Error, StringComparison.Ordinal);
        foreach (var (args, reason) in new[]
        {
            (Array.Empty<string>(), "encrypted, and no decryption key was given; the part is left out; give --decryption-key, the key of the SDK connection"),
            (["--decryption-key", "AQECAwQFBgcICQoLDA0ODw=="], "cannot be decrypted with the key given; the part is left out; give with --decryption-key the key of the SDK connection that the payload is from"),
        })
        {
            var allowed = await Gb.RunAsync(["eval", "f", "-p", payload, "--allow-unknown", .. args]);
            var check = await Gb.RunAsync(["check", payload, .. args]);

            Assert.Equal((ExitCode.BadInput, "", ExitCode.BadInput), (allowed.Code, allowed.Output, check.Code));
            Assert.All([allowed.Error, check.Lines[0]], message => Assert.EndsWith(reason, message.TrimEnd(), StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("\"AAAA.AAAA\"", "$.encryptedFeatures")]
    [InlineData("\"AAAA.AAAA\",\"encryptedContextualBandits\":\"AAAA.AAAA\"", "$.encryptedContextualBandits and $.encryptedFeatures")]
    public async Task Each_encrypted_part_that_cannot_be_read_is_named(string features, string others)
    {
        var payload = files.Write("p.json", $$"""{"features":{},"encryptedSavedGroups":"AAAA.AAAA","encryptedFeatures":{{features}}}""");

        var run = await Gb.RunAsync("eval", "f", "-p", payload, "--decryption-key", "AAECAwQFBgcICQoLDA0ODw==");

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.EndsWith(
            "$.encryptedSavedGroups: cannot be decrypted with the key given; the part is left out; give with --decryption-key the key of the SDK connection that the payload is from"
            + $"; {others} cannot be read either\n",
            run.Error, StringComparison.Ordinal);
    }

    /// <summary>As a wrong key gives where the end of the text happens to fit.</summary>
    [Fact]
    public async Task A_decrypted_part_that_is_not_JSON_names_the_key()
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        var cipher = aes.EncryptCbc("no JSON {"u8, aes.IV);
        var payload = files.Write("p.json", $$"""{"features":{},"encryptedFeatures":"{{Convert.ToBase64String(aes.IV)}}.{{Convert.ToBase64String(cipher)}}"}""");

        var run = await Gb.RunAsync("eval", "f", "-p", payload, "--decryption-key", Convert.ToBase64String(aes.Key));

        Assert.Contains("the decryption key may be wrong: not JSON", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("; give with --decryption-key the key of the SDK connection that the payload is from\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decrypted_part_of_another_form_does_not_blame_the_key()
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        var payload = files.Write("p.json", $$"""{"features":{},"encryptedFeatures":"{{Convert.ToBase64String(aes.IV)}}.{{Convert.ToBase64String(aes.EncryptCbc("7"u8, aes.IV))}}"}""");

        var run = await Gb.RunAsync("eval", "f", "-p", payload, "--decryption-key", Convert.ToBase64String(aes.Key));

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.EndsWith("; the key fits, but the part has another form; fetch the payload again\n", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--decryption-key", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_inside_a_decrypted_part_costs_that_part_only()
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        var cipher = aes.EncryptCbc("""{"f":{"defaultValue":1},"g":7}"""u8, aes.IV);
        var payload = files.Write(
            "p.json", $$"""{"features":{},"encryptedFeatures":"{{Convert.ToBase64String(aes.IV)}}.{{Convert.ToBase64String(cipher)}}"}""");

        var run = await Gb.RunAsync("eval", "f", "-p", payload, "--value", "--decryption-key", Convert.ToBase64String(aes.Key));

        Assert.Equal((ExitCode.Ok, "1\n"), (run.Code, run.Output));
        Assert.Contains("of the decrypted text)", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--decryption-key", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"checkot\":1}", "the payload has no experiment `checkot`; did you mean checkout?")]
    [InlineData("{\"checkout\":2}", "experiment `checkout` has no variation 2; its indices are 0 to 1")]
    [InlineData("{\"checkout\":-1}", "experiment `checkout` has no variation -1; its indices are 0 to 1")]
    [InlineData("{\"page\":3}", "experiment `page` has no variation 3; its indices are 0 to 2")]
    [InlineData("{\"one\":1}", "experiment `one` has no variation 1; its only index is 0")]
    [InlineData("{\"none\":0}", "experiment `none` has no variation 0; it has no variations")]
    [InlineData("{\"in-code\":7,\"checkot\":1}", "the payload has no experiment `checkot`; did you mean checkout?")]
    [InlineData("{\"checkout\":1,\"page\":2}", null)]
    public async Task A_forced_variation_that_no_experiment_has_is_refused(string forced, string? message)
    {
        using var own = new Files();
        var payload = own.Write("p.json", """{"features":{"f":{"defaultValue":0,"rules":[{"key":"checkout","variations":[1,2]}]}},"experiments":[{"key":"page","variations":[1,2,3]},{"key":"one","status":"draft","variations":[1]},{"key":"none","status":"draft","variations":[]}]}""");

        var run = await Gb.RunAsync("eval", "f", "--payload", payload, "--context", "{\"attributes\":{\"id\":\"u\"},\"forcedVariations\":" + forced + "}");

        Assert.Equal(message is null ? ExitCode.Ok : ExitCode.BadInput, run.Code);
        Assert.Equal(message is null ? "" : $"gb: --context: $.forcedVariations: {message}\n", run.Error);
    }

    [Theory]
    [InlineData("{\"chekout\":1}", "the payload has no feature `chekout`; did you mean checkout?; --allow-unknown forces it")]
    [InlineData("{\"Checkout\":1,\"checkout\":2}", "the payload has no feature `Checkout`; did you mean checkout?; --allow-unknown forces it")]
    [InlineData("{\"checkout\":1,\"only-in-another-project\":true}", null)]
    public async Task A_misspelt_forced_feature_is_refused(string forced, string? message)
    {
        using var own = new Files();
        var payload = own.Write("p.json", """{"features":{"checkout":{"defaultValue":0}}}""");
        var run = await Gb.RunAsync("eval", "checkout", "--value", "--payload", payload, "--context", "{\"forcedFeatureValues\":" + forced + "}");
        Assert.Equal(message is null ? ExitCode.Ok : ExitCode.BadInput, run.Code);
        Assert.Equal(message is null ? "" : $"gb: --context: $.forcedFeatureValues: {message}\n", run.Error);
        var wanted = await Gb.RunAsync("eval", "checkout", "--value", "--allow-unknown", "--payload", payload, "--context", "{\"forcedFeatureValues\":" + forced + "}");
        Assert.Equal((ExitCode.Ok, ""), (wanted.Code, wanted.Error));
    }

    [Fact]
    public async Task A_forced_value_of_another_kind_is_a_warning()
    {
        using var own = new Files();
        var payload = own.Write("p.json", """{"features":{"dark":{"defaultValue":false},"size":{"defaultValue":1},"any":{}}}""");

        foreach (var command in new[] { "eval", "explain" })
        {
            var run = await Gb.RunAsync(command, "-p", payload, "--context", """{"forcedFeatureValues":{"size":"9","dark":"off","any":"off"}}""");
            Assert.Equal(ExitCode.Ok, run.Code);
            Assert.Equal(
                "gb: warning: --context: $.forcedFeatureValues: the value of `dark` is a string, and the feature's own value is a boolean; with it the feature is on; write false\n"
                + "gb: warning: --context: $.forcedFeatureValues: the value of `size` is a string, and the feature's own value is a number; with it the feature is on; write a number\n",
                run.Error);
        }
        Assert.Equal("", (await Gb.RunAsync("eval", "-p", payload, "--context", """{"forcedFeatureValues":{"size":null,"dark":true}}""")).Error);
    }

    [Fact]
    public async Task A_forced_variation_of_an_experiment_in_code_is_a_warning()
    {
        using var own = new Files();
        var payload = own.Write("p.json", """{"features":{"f":{"defaultValue":0,"rules":[{"key":"checkout","variations":[1,2]}]}}}""");

        var run = await Gb.RunAsync("eval", "f", "--value", "-p", payload, "--context", """{"attributes":{"id":"u"},"forcedVariations":{"defined-in-code":7,"checkout":1}}""");
        var many = await Gb.RunAsync("eval", "f", "-p", payload, "--context", "{\"forcedVariations\":{" + string.Join(',', Enumerable.Range(100, 23).Select(i => $"\"defined-in-code-{i}\":0")) + "}}");

        Assert.Equal(
            new Gb.Run(ExitCode.Ok, "2\n", "gb: warning: --context: $.forcedVariations: the payload has no experiment `defined-in-code`, so it applies only where code defines this experiment\n"), run);
        Assert.Equal((ExitCode.Ok, 21), (many.Code, many.Error.Count(c => c == '\n')));
        Assert.EndsWith(": 3 more of experiments that the payload does not have\n", many.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"feature\":\"f\",\"context\":{\"attributes\":{}}}\n", "; it has evaluation records, which --records reads\n")]
    [InlineData("{\"id\":\"u-1\"}\n{\"id\":\"u-2\"}\n", "; it has one JSON object per line, such as the users that --users reads\n")]
    public async Task A_file_of_lines_is_no_payload(string text, string hint)
    {
        using var own = new Files();

        var run = await Gb.RunAsync("eval", "--payload", own.Write("lines.jsonl", text));

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.EndsWith(hint, run.Error, StringComparison.Ordinal);
    }
}
