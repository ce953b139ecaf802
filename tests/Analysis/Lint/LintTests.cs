using System.Text;
using GrowthBook.Analysis.Tests.Generators;

namespace GrowthBook.Analysis.Tests.Lint;

public sealed class LintTests
{
    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (code, has, hasNot) in LintCases.All)
                data.Add(code, has, hasNot);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_payload_has_the_code_and_one_barely_has_not(string code, string has, string hasNot)
    {
        Assert.Contains(code, Codes(has));
        Assert.DoesNotContain(code, Codes(hasNot));
    }

    /// <summary>The condition of one of the payload's own experiments is proved as that of a rule.</summary>
    [Theory]
    [InlineData("{\"age\":{\"$gt\":65,\"$lt\":18}}", "GB201", "no user meets its condition")]
    [InlineData("{\"id\":{\"$inGroup\":\"g\"}}", "GB201", "no user meets its condition")]
    [InlineData("{\"plan\":{\"$in\":[\"pro\"]},\"$and\":[{\"plan\":{\"$in\":[\"free\"]}}]}", "GB201", "no user meets its condition, unless an attribute of the condition is a list")]
    [InlineData("{\"country\":{\"$nin\":[]}}", "GB202", "every user meets its condition")]
    [InlineData("{\"age\":{\"$gte\":18,\"$lte\":18}}", null, "")]
    [InlineData("{}", null, "")]
    public void Conditions_of_own_experiments_have_the_codes_of_rules(string condition, string? code, string reason)
    {
        var experiment = "{\"key\":\"x\",\"variations\":[0,1],\"hashVersion\":2,\"meta\":[{\"key\":\"0\"},{\"key\":\"1\"}],\"condition\":" + condition;
        static Finding[] Found(string json) => [.. Analysis.Lint.Of(Sources.Of(json)).Findings.Where(finding => finding.Code.Code.StartsWith("GB20", StringComparison.Ordinal))];
        const string Groups = "\"savedGroups\":{\"g\":[]}";

        var own = Found("{\"features\":{},\"experiments\":[" + experiment + ",\"status\":\"running\"}]," + Groups + "}");
        var ofRule = Found("{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[" + experiment + "}]}}," + Groups + "}");

        Assert.Equal(code is null ? [] : [(code, $"experiment `x`: {reason}")], own.Select(finding => (finding.Code.Code, finding.Message)));
        Assert.Equal(own.Select(finding => finding.Code), ofRule.Select(finding => finding.Code));
        Assert.Empty(Found("{\"features\":{},\"experiments\":[" + experiment + ",\"status\":\"draft\"}]," + Groups + "}"));
    }

    [Fact]
    public void Own_experiments_whose_conditions_take_all_steps_have_a_note()
    {
        var texts = string.Join(",", Enumerable.Range(0, 200).Select(i => $"{{\"a{i % 20}\":{{\"$in\":[{string.Join(",", Enumerable.Range(i, 60))}]}}}}"));
        var experiments = string.Join(",", Enumerable.Range(0, 40).Select(i => "{\"key\":\"x" + i + "\",\"variations\":[0,1],\"hashVersion\":2,\"condition\":{\"b\":" + i + ",\"$or\":[" + texts + "]}}"));

        var note = Assert.Single(Analysis.Lint.Of(Sources.Of("{\"features\":{},\"experiments\":[" + experiments + "]}")).Findings, finding => finding.Code.Code == "GB207");

        Assert.Contains("and those of the experiments after it are not checked", note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_code_has_a_case() => Assert.Equal(
        LintCodes.All.Select(code => code.Code).Except(["GB404", "GB503"]), // with options
        LintCases.All.Select(each => each.Code));

    [Fact]
    public void Codes_are_found_by_number_code_and_name()
    {
        Assert.All(["GB203", "gb203", "203", "rule-shadowed"], text => Assert.Equal("GB203", LintCodes.Find(text)!.Code));
        Assert.Null(LintCodes.Find("GB999"));
        Assert.Equal(LintCodes.All.Length, LintCodes.All.Select(code => code.Name).Distinct().Count());
    }

    [Fact]
    public void Each_code_has_a_section_that_names_its_mend() => Assert.All(LintCodes.All, code =>
    {
        var section = LintPages.Of(code);
        Assert.StartsWith($"{code.Code} {code.Name}\n", section, StringComparison.Ordinal);
        Assert.Contains($"{code.Summary}. Level: {code.Level.ToString().ToLowerInvariant()}.", section, StringComparison.Ordinal);
        Assert.Contains($"Mend: {code.Mend}.", section, StringComparison.Ordinal);
        Assert.DoesNotContain("\n#", section, StringComparison.Ordinal);
    });

    [Fact]
    public void The_shop_has_no_finding() => Assert.Empty(Analysis.Lint.Of(Sources.Of(Sources.Shop())).Findings);

    [Fact]
    public void Generated_good_payloads_have_no_finding()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var payload = GoodPayloads.Of(seed);
            var findings = Analysis.Lint.Of(Sources.Of(payload)).Findings;
            Assert.True(findings.IsEmpty, $"seed {seed}: {findings.FirstOrDefault()} in {payload}");
        }
    }

    /// <summary>Reading warns of each of these too.</summary>
    [Theory]
    [InlineData("""{"force":2,"coverage":30}""", "GB102", "coverage")]
    [InlineData("""{"force":2,"coverage":-0.3}""", "GB102", "coverage")]
    [InlineData("""{"force":2,"range":[0,30]}""", "GB102", "range")]
    [InlineData("""{"force":2,"range":[0.5,0.4]}""", "GB102", "range")]
    [InlineData("""{"force":2,"filters":[{"seed":"s","ranges":[[50,100]]}]}""", "GB102", "filters[0].ranges[0]")]
    [InlineData("""{"force":2,"filters":[{"seed":"s","ranges":[[0,0.5]],"hashVersion":3}]}""", "GB102", "filters[0].hashVersion")]
    [InlineData("""{"force":2,"coverage":0.3,"hashVersion":7}""", "GB201", "")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"coverage":30}""", "GB102", "coverage")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"coverage":-0.3}""", "GB102", "coverage")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"namespace":["x",0,50]}""", "GB102", "namespace")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"namespace":["n",0.9,0.1]}""", "GB102", "namespace")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"ranges":[[0,0.5],[0.5,50]]}""", "GB102", "ranges[1]")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"filters":[{"seed":"s","ranges":[[0.5,0.4]]}]}""", "GB102", "filters[0].ranges[0]")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"weights":[0.5,0.5],"ranges":[[0,0.9],[0.9,1]]}""", "GB102", "weights")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"weights":[50,50]}""", "GB301", "weights")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"weights":[0.5,0.25,0.25]}""", "GB301", "weights")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"weights":[0.5,0.495]}""", "GB301", "weights")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"weights":[0.5]}""", "GB301", "weights")]
    [InlineData("""{"variations":[1,2],"hashVersion":2,"weights":[50,30,20]}""", "GB301", "weights")]
    [InlineData("""{"variations":[1,2],"hashVersion":7}""", "GB311", "hashVersion")]
    [InlineData("""{"variations":[1],"hashVersion":2}""", "GB310", "variations")]
    public void A_doubtful_member_of_a_rule_is_one_finding(string rule, string code, string member)
    {
        var finding = Assert.Single(Analysis.Lint.Of(Sources.Of("""{"features":{"f":{"defaultValue":0,"rules":[""" + rule + "]}}}")).Findings);
        Assert.Equal((code, ("$.features.f.rules[0]." + member).TrimEnd('.')), (finding.Code.Code, finding.Path));
    }

    [Theory]
    [InlineData("\"force\":5", "GB102", "force")]
    [InlineData("\"status\":\"STOPPED\"", "GB102", "status")]
    [InlineData("\"coverage\":-0.3", "GB102", "coverage")]
    [InlineData("\"urlPatterns\":[{\"type\":\"regex\",\"pattern\":\"(\"}]", "GB601", "urlPatterns[0].pattern")]
    [InlineData("\"urlPatterns\":[{\"type\":\"glob\",\"pattern\":\"/a\"}]", "GB102", "urlPatterns[0].type")]
    [InlineData("\"urlPatterns\":[{\"type\":\"simple\",\"pattern\":\"/a\"}],\"variations\":[{},{\"urlRedirect\":\"/b\"}]", "GB102", "variations[1].urlRedirect")]
    public void A_doubtful_member_of_an_experiment_is_one_finding(string member, string code, string path)
    {
        var variations = member.Contains("\"variations\"", StringComparison.Ordinal) ? "" : ",\"variations\":[{},{\"css\":\"a{}\"}]";
        var finding = Assert.Single(Analysis.Lint.Of(Sources.Of("{\"features\":{},\"experiments\":[{\"key\":\"e\",\"hashVersion\":2," + member + variations + "}]}")).Findings);
        Assert.Equal((code, "$.experiments[0]." + path), (finding.Code.Code, finding.Path));
    }

    [Fact]
    public void Weights_of_a_bandit_and_of_an_encrypted_rule_are_findings()
    {
        var weights = Analysis.Lint.Of(Sources.Of("""{"features":{"f":{"rules":[{"variations":[1,2],"hashVersion":2,"contextualBanditRef":"b"}]}},"contextualBandits":{"b":{"contexts":[{"leafId":1,"weights":[20,80]}]}}}"""));
        Assert.Equal(("GB301", "$.contextualBandits.b.contexts[0].weights"), (Assert.Single(weights.Findings).Code.Code, weights.Findings[0].Path));

        var encrypted = Encoding.UTF8.GetBytes(Sources.Encrypted(new byte[16], ("encryptedFeatures", """{"f":{"rules":[{"variations":[1,2],"hashVersion":2,"weights":[50,50]}]}}""")));
        Assert.Equal("GB301", Assert.Single(Analysis.Lint.Of(PayloadSource.Read(encrypted, Convert.ToBase64String(new byte[16]))).Findings).Code.Code);
    }

    /// <summary>Once per feature, and where the text is: to give the other values the type of the default value would leave the flag on.</summary>
    [Theory]
    [InlineData("{\"defaultValue\":\"false\"}", "GB504 $.features.f.defaultValue the text `false` is on, as every text but the empty one; without quotes it is a boolean")]
    [InlineData("{\"defaultValue\":\"FALSE\",\"rules\":[{\"force\":true},{\"force\":\"true\"}]}", "GB504 $.features.f.defaultValue the text `FALSE` is on, as every text but the empty one; without quotes it is a boolean")]
    [InlineData("{\"rules\":[{\"condition\":{\"a\":1},\"force\":\"True\"}]}", null)] // it can be a text
    [InlineData("{\"defaultValue\":null,\"rules\":[{\"condition\":{\"a\":1},\"force\":false},{\"force\":\"true\"}]}", "GB504 $.features.f.rules[1].force the text `true` is on, as every text but the empty one; without quotes it is a boolean")]
    [InlineData("{\"defaultValue\":false,\"rules\":[{\"force\":\"true\"}]}", "GB504 $.features.f.rules[0].force the text `true` is on, as every text but the empty one; without quotes it is a boolean")]
    [InlineData("{\"rules\":[{\"variations\":[false,\"true\"],\"hashVersion\":2},{\"force\":\"x\"}]}", "GB501 $.features.f.rules[0].variations[1] a variation of experiment `f` is a string, and the first one a boolean")]
    [InlineData("{\"defaultValue\":\"no\",\"rules\":[{\"force\":\"true\"}]}", null)]
    [InlineData("{\"defaultValue\":\"\",\"rules\":[{\"force\":\"true\"}]}", null)]
    [InlineData("{\"defaultValue\":true,\"rules\":[{\"force\":false,\"coverage\":0.5}]}", null)]
    public void A_flag_that_is_written_as_a_text_is_found_once(string feature, string? finding) => Assert.Equal(
        finding is null ? [] : [finding],
        Analysis.Lint.Of(Sources.Of($"{{\"features\":{{\"f\":{feature}}}}}")).Findings.Where(found => found.Code.Code.StartsWith("GB50", StringComparison.Ordinal))
            .Select(found => $"{found.Code.Code} {found.Path} {found.Message}"));

    [Fact]
    public void Findings_have_places_and_are_in_the_order_of_the_text()
    {
        var report = Analysis.Lint.Of(Sources.Of("""
            {
              "features": {
                "f": { "defaultValue": false, "rules": [
                  { "force": true },
                  { "id": "late", "force": "yes" }
                ] }
              }
            }
            """));
        Assert.Equal(
            ["5:7 GB204 $.features.f.rules[1] rule `late`: rule 1 before it answers for each of its users", "5:23 GB502 $.features.f.rules[1].force the value is a string, and the default value of `f` a boolean"],
            report.Findings.Select(finding => $"{finding.Place} {finding.Code.Code} {finding.Path} {finding.Message}"));
        Assert.True(report.HasMistakes);
    }

    [Fact]
    public void The_JSON_form_has_kind_version_and_places()
    {
        var json = Analysis.Lint.Of(Sources.Of("""{"features":{"f":{"rules":[{"force":1,"coverage":0}]}}}""")).ToJson();
        Assert.Equal(("lint", (Value)1), (json["kind"], json["schemaVersion"]));
        Assert.Equal(
            """{"code":"GB201","name":"rule-never","level":"warning","path":"$.features.f.rules[0]","line":1,"column":28,"message":"rule 1: its coverage is 0","mend":"correct the condition, or the coverage, ranges, filters or namespace, or remove the rule","page":"https://github.com/growthbook-pure/growthbook-dotnet/blob/main/docs/lint.md#gb201-rule-never"}""",
            json["findings"][0].ToString());
    }

    [Theory]
    [InlineData("{\n  \"features\": {,}\n}", 2, 16)]
    [InlineData("{\n  \"name\": \"é\", x\n}", 2, 16)]
    [InlineData("\uFEFF{]", 1, 2)]
    [InlineData("{\n\"features\":", 2, 12)]
    [InlineData("", 1, 1)]
    public void Text_that_is_not_JSON_is_found_at_its_place(string text, int line, int column)
    {
        var finding = Assert.Single(Analysis.Lint.Of(Sources.Of(text)).Findings);
        Assert.Equal(("GB105", new LineColumn(line, column)), (finding.Code.Code, finding.Place));
    }

    [Fact]
    public void The_mend_of_an_encrypted_part_is_its_key()
    {
        var payload = Encoding.UTF8.GetBytes(Sources.Encrypted(new byte[16], ("encryptedFeatures", "{\"f\":7}"), ("encryptedExperiments", "[")));
        Assert.Equal(["GB106", "GB106"], Codes(null));
        Assert.Equal(["GB106", "GB106"], Codes(Convert.ToBase64String(new byte[32])));
        Assert.Equal(["GB101", "GB106"], Codes(Convert.ToBase64String(new byte[16])).Order());

        IEnumerable<string> Codes(string? key) => Analysis.Lint.Of(PayloadSource.Read(payload, key)).Findings.Select(finding => finding.Code.Code);
    }

    /// <summary>What the parse of a condition warns of is a finding at its place, and so is an id that an earlier rule has.</summary>
    [Theory]
    [InlineData("""{"condition":{"age":{"$gte":18,"lt":65}},"force":1}""", "GB102 $.features.f.rules[0].condition.age.lt")]
    [InlineData("""{"condition":{"or":[{"plan":"pro"}]},"force":1}""", "GB102 $.features.f.rules[0].condition.or")]
    [InlineData("""{"condition":{"mail":{"$regex":"/@corp\\.com$/i"}},"force":1}""", "GB102 $.features.f.rules[0].condition.mail.$regex")]
    [InlineData("""{"condition":{"now":{"$gt":"2026-13-45"}},"force":1}""", "GB102 $.features.f.rules[0].condition.now.$gt")]
    [InlineData("""{"id":"a","condition":{"x":1},"force":1},{"id":"a","condition":{"x":2},"force":1}""", "GB208 $.features.f.rules[1].id")]
    [InlineData("""{"id":"a","condition":{"x":1},"force":1},{"id":"a","condition":{"x":1},"force":1}""", "GB205 $.features.f.rules[1]")]
    public void A_doubtful_condition_or_id_is_one_finding(string rules, string finding)
    {
        var found = Assert.Single(Analysis.Lint.Of(Sources.Of("""{"features":{"f":{"defaultValue":0,"rules":[""" + rules + "]}}}")).Findings);
        Assert.Equal(finding, $"{found.Code.Code} {found.Path}");
    }

    [Fact]
    public void A_feature_that_no_record_evaluates_is_named()
    {
        var source = Sources.Of("""{"features":{"f":{"defaultValue":1},"g":{"defaultValue":1}}}""");
        var finding = Assert.Single(Analysis.Lint.Of(source, new LintOptions { EvaluatedFeatures = ["f"] }).Findings);
        Assert.Equal(("GB404", "$.features.g", LintLevel.Note), (finding.Code.Code, finding.Path, finding.Code.Level));
    }

    [Theory]
    [InlineData("f", "other")]
    [InlineData("f,middle", "other")]
    [InlineData("base", "f,middle,other")]
    [InlineData("other", "f,middle,base")]
    public void A_prerequisite_of_a_feature_that_a_record_evaluates_is_used(string evaluated, string named)
    {
        var source = Sources.Of(
            """
            {"features":{"f":{"rules":[{"force":1,"parentConditions":[{"id":"middle","condition":{"value":1}}]}]},
                         "middle":{"rules":[{"variations":[0,1],"parentConditions":[{"id":"base","condition":{"value":1}},{"id":"f","condition":{"value":1}}]}]},
                         "base":{"rules":[{"force":1,"coverage":0.5}]},"page":{"rules":[{"force":1,"coverage":0.5}]},"other":{}},
             "experiments":[{"key":"e","variations":[0,1],"parentConditions":[{"id":"page","condition":{"value":1}}]}]}
            """);
        var findings = Analysis.Lint.Of(source, new LintOptions { EvaluatedFeatures = [.. evaluated.Split(',')] }).Findings;
        Assert.Equal(named.Split(',').Select(key => "$.features." + key), findings.Where(finding => finding.Code.Code == "GB404").Select(finding => finding.Path));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void A_changed_bucket_version_is_named(int version, int findings)
    {
        static PayloadSource With(int bucketVersion) => Sources.OfRules(
            $$"""{"key":"x","variations":[true,false],"hashVersion":2,"meta":[{"key":"a"},{"key":"b"}],"bucketVersion":{{bucketVersion}}}""");
        Assert.Equal(findings, Analysis.Lint.Of(With(version), new LintOptions { Previous = With(1) }).Findings.Count(finding => finding.Code.Code == "GB307"));
    }

    /// <summary>A raised minimum excludes whom the new version would bucket again.</summary>
    [Theory]
    [InlineData(1, "all users are bucketed again")]
    [InlineData(2, "all users are bucketed again, but for those with a stored assignment, whom minBucketVersion excludes")]
    public void A_changed_bucket_version_says_what_becomes_of_stored_assignments(int minimum, string outcome)
    {
        static PayloadSource With(int bucketVersion, int minimum) => Sources.OfRules(
            $$"""{"key":"x","variations":[true,false],"hashVersion":2,"meta":[{"key":"a"},{"key":"b"}],"bucketVersion":{{bucketVersion}},"minBucketVersion":{{minimum}}}""");
        var finding = Assert.Single(Analysis.Lint.Of(With(2, minimum), new LintOptions { Previous = With(1, 0) }).Findings, finding => finding.Code.Code == "GB307");
        Assert.Equal($"the bucket version of experiment `x` changed from 1 to 2: {outcome}", finding.Message);
    }

    [Theory]
    [InlineData("^a|b$", "GB603", true)]
    [InlineData("^a|^b|c$", "GB603", true)]
    [InlineData("(?:^a)|(?:b$)", "GB603", false)]
    [InlineData("^a|^b$", "GB603", false)]
    [InlineData("a$|^b$", "GB603", false)]
    [InlineData("a\\\\$|b\\\\\\\\$", "GB603", true)] // only the second $ is an anchor
    [InlineData("^a|b", "GB603", true)]
    [InlineData("a|b", "GB603", false)]
    [InlineData("^(?:a|b)$", "GB603", false)]
    [InlineData("[|^]a", "GB603", false)]
    [InlineData("a\\\\|^b", "GB603", false)]
    [InlineData("https://shop.example", "GB603", true)]
    [InlineData("bot|crawler", "GB603", false)]
    [InlineData("^(a|aa)+$", "GB602", true)]
    [InlineData("^([a-z]+\\\\.?)+$", "GB602", true)]
    [InlineData("^(ab|ab)+$", "GB602", true)]
    [InlineData(".*.*.*x", "GB602", false)] // cubic
    [InlineData("^[a-z]+(-[a-z]+)*$", "GB602", false)]
    public void Expressions_are_tried_and_their_anchors_read(string pattern, string code, bool has) =>
        Assert.Equal(has, Codes($$$"""{"features":{"f":{"defaultValue":0,"rules":[{"force":1,"condition":{"a":{"$regex":"{{{pattern}}}"}} }]} } }""").Contains(code));

    [Fact]
    public void The_expressions_of_URL_patterns_count()
    {
        var codes = Codes("""{"experiments":[{"key":"x","variations":[{},{}],"hashVersion":2,"urlPatterns":[{"type":"regex","pattern":"(a"},{"type":"regex","pattern":"^(a+)+$"},{"type":"simple","pattern":"(a"}]}]}""");
        Assert.Equal(["GB601", "GB602"], codes);
    }

    [Theory]
    [InlineData("""{"features":{"a":{"rules":[{"force":1,"parentConditions":[{"id":"b"}]}]},"b":{"rules":[{"force":1,"parentConditions":[{"id":"a"}]}]}}}""", 2)]
    [InlineData("""{"features":{"a":{"rules":[{"force":1,"parentConditions":[{"id":"b","condition":{"value":2}}]}]},"b":{"defaultValue":1}}}""", 1)]
    [InlineData("""{"experiments":[{"key":"x","variations":[{},{}],"hashVersion":2,"parentConditions":[{"id":"gone"}]}]}""", 1)]
    public void Prerequisites_that_are_never_met_are_named(string payload, int findings) =>
        Assert.Equal(findings, Codes(payload).Count(code => code == "GB206"));

    /// <summary>The possible values of a prerequisite: its default value, those of its rules, and null if it has prerequisites of its own.</summary>
    [Theory]
    [InlineData("""{"value":"on"}""", "`g` gives false or true, none of which meets the condition")]
    [InlineData("""{"value":{"$gt":7}}""", "`g` gives false or true, none of which meets the condition")]
    [InlineData("""{"vlaue":true}""", "the condition tests `vlaue`, and a prerequisite has a `value` only; it is never met")]
    [InlineData("""{"value":true}""", null)]
    [InlineData("""{"value":{"$in":["on",true]}}""", null)]
    [InlineData("""{"value":{"$ne":true}}""", null)]
    [InlineData("""{"$savedGroup":{"id":"on"}}""", null)]
    public void A_value_that_a_prerequisite_never_has_is_named(string condition, string? message)
    {
        var findings = Analysis.Lint.Of(Sources.Of(
            """{"savedGroups":{"on":{"type":"condition","condition":{"value":true}}},"features":{"g":{"defaultValue":false,"rules":[{"force":true,"coverage":0.5}]},"f":{"rules":[{"force":1,"parentConditions":[{"id":"g","condition":"""
            + condition + "}]}]}}}")).Findings;
        Assert.Equal(message is null ? [] : [("GB206", "$.features.f.rules[0].parentConditions[0]", message)], findings.Where(finding => finding.Code.Code != "GB402").Select(finding => (finding.Code.Code, finding.Path, finding.Message)));
    }

    [Theory]
    [InlineData("""{"defaultValue":"a","rules":[{"variations":["b","c"],"hashVersion":2,"meta":[{"key":"x"},{"key":"y"}]},{"force":"d","coverage":0.5}]}""", "\"a\", \"b\", \"c\" and 1 other value, none of which meets")]
    [InlineData("""{"defaultValue":"a","rules":[{"force":"a","coverage":0.5}]}""", "\"a\", which never meets")]
    [InlineData("""{"defaultValue":"a","rules":[{"force":null,"coverage":0.5}]}""", null)]
    [InlineData("""{"defaultValue":"a","rules":[{"force":"b","parentConditions":[{"id":"h","gate":true,"condition":{"value":2}}]}]}""", null)]
    [InlineData("""{"defaultValue":"a","rules":[{"force":null,"coverage":"half"}]}""", "\"a\", which never meets")]
    public void The_values_of_a_prerequisite_are_those_of_the_rules_that_are_used(string feature, string? values)
    {
        var never = Analysis.Lint.Of(Sources.Of(
            """{"features":{"f":{"rules":[{"force":1,"parentConditions":[{"id":"g","condition":{"value":null}}]}]},"h":{"defaultValue":1,"rules":[{"force":2,"coverage":0.5}]},"g":""" + feature + "}}"))
            .Findings.Where(finding => finding.Code.Code == "GB206");
        Assert.Equal(values is null ? [] : [$"`g` gives {values} the condition"], never.Select(finding => finding.Message));
    }

    [Fact]
    public void A_condition_without_the_value_is_always_met_for_another_attribute() => Assert.Equal(
        ["GB403 the condition tests `vlaue`, and a prerequisite has a `value` only; it is always met"],
        Analysis.Lint.Of(Sources.Of("""{"features":{"g":{"defaultValue":1,"rules":[{"force":2,"coverage":0.5}]},"f":{"rules":[{"force":1,"parentConditions":[{"id":"g","condition":{"vlaue":{"$ne":1}}}]}]}}}"""))
            .Findings.Select(finding => $"{finding.Code.Code} {finding.Message}"));

    [Theory]
    [InlineData("""{"leafId":1,"condition":{"plan":"pro"},"weights":[1,0]},{"leafId":2,"condition":{"plan":"pro","age":{"$gt":5}},"weights":[0,1]}""", "GB203 $.contextualBandits.b.contexts[1] leaf 2 of the contextual bandit `b`: leaf 1 before it answers for each of its users")]
    [InlineData("""{"leafId":1,"condition":{},"weights":[1,0]},{"leafId":2,"condition":{"plan":"pro"},"weights":[0,1]}""", "GB204 $.contextualBandits.b.contexts[1] leaf 2 of the contextual bandit `b`: leaf 1 before it answers for each of its users")]
    [InlineData("""{"leafId":1,"weights":[1,0]},{"leafId":2,"weights":[0,1]}""", "GB204 $.contextualBandits.b.contexts[1] leaf 2 of the contextual bandit `b`: leaf 1 before it answers for each of its users")]
    [InlineData("""{"leafId":1,"condition":{"age":{"$gt":5}},"weights":[1,0]},{"leafId":2,"condition":{"age":{"$lte":5}},"weights":[1,0]},{"leafId":3,"condition":{"age":3},"weights":[0,1]}""", "GB203 $.contextualBandits.b.contexts[2] leaf 3 of the contextual bandit `b`: leaf 2 before it answers for each of its users")]
    [InlineData("""{"leafId":1,"condition":{"age":{"$gt":5,"$lt":5}},"weights":[0,1]}""", "GB201 $.contextualBandits.b.contexts[0] leaf 1 of the contextual bandit `b`: no user meets its condition")]
    [InlineData("""{"leafId":1,"condition":{"plan":"pro","age":{"$gt":5}},"weights":[1,0]},{"leafId":2,"condition":{"plan":"pro"},"weights":[0,1]}""", null)]
    [InlineData("""{"leafId":1,"condition":7,"weights":[1,0]},{"leafId":2,"weights":[0,1]}""", "GB101")]
    [InlineData("""{"leafId":1,"weights":[0.2,0.3,0.5]}""", "GB301 $.features.f.rules[0].contextualBanditRef leaf 1: 3 for 2 variations; the variations get equal weights, unless there are ranges")]
    [InlineData("""{"leafId":1,"condition":{"plan":"pro"},"weights":[1,0]},{"leafId":1,"condition":{"plan":"free"},"weights":[0,1]}""", "GB102 $.contextualBandits.b.contexts[1].leafId an earlier leaf has the same id; exposures do not tell their users apart")]
    public void Leaves_that_no_user_reaches_or_that_do_not_fit_are_named(string leaves, string? finding)
    {
        var text = """{"features":{"f":{"rules":[{"key":"x","variations":[1,2],"hashVersion":2,"meta":[{"key":"a"},{"key":"b"}],"contextualBanditRef":"b"}]}},"contextualBandits":{"b":{"contexts":[""" + leaves + "]}}}";
        var found = Analysis.Lint.Of(Sources.Of(text)).Findings;
        Assert.Equal(finding is null ? [] : [finding], found.Select(each => $"{each.Code.Code} {each.Path} {each.Message}"[..Math.Min(finding!.Length, $"{each.Code.Code} {each.Path} {each.Message}".Length)]));
        var encrypted = Encoding.UTF8.GetBytes(Sources.Encrypted(new byte[16], ("encryptedFeatures", Part("features")), ("encryptedContextualBandits", Part("contextualBandits"))));
        Assert.Equal(found.Select(each => each.Code.Code), Analysis.Lint.Of(PayloadSource.Read(encrypted, Convert.ToBase64String(new byte[16]))).Findings.Select(each => each.Code.Code));

        string Part(string name) => Value.Parse(text).Value![name].ToJson();
    }

    [Fact]
    public void Persons_in_groups_are_counted_and_not_repeated()
    {
        var findings = Analysis.Lint.Of(Sources.Of("""
            {"savedGroups":{"g":{"type":"list","attributeKey":"last_name","values":["Lovelace","Hopper","ada@shop.example"]}},
             "features":{"f":{"rules":[{"force":1,"condition":{"$savedGroup":{"id":"g"},"mail":{"$eq":"eve@shop.example"}}}]}}}
            """)).Findings;
        Assert.Equal(
            ["the group `g` has 2 names of `last_name`", "the group `g` has 1 e-mail address", "the condition on `mail` has 1 e-mail address"],
            findings.Where(finding => finding.Code.Code[2] == '8').Select(finding => finding.Message));
    }

    [Fact]
    public void Persons_in_leaves_are_named()
    {
        var findings = Analysis.Lint.Of(Sources.Of("""{"contextualBandits":{"b":{"contexts":[{"leafId":1,"condition":{"mail":"ada@shop.example","lastName":"Lovelace"},"weights":[1,0]}]}}}""")).Findings;
        Assert.Equal(
            ["GB801 $.contextualBandits.b.contexts[0].condition.mail", "GB802 $.contextualBandits.b.contexts[0].condition.lastName"],
            findings.Where(finding => finding.Code.Code[2] == '8').Select(finding => $"{finding.Code.Code} {finding.Path}"));
    }

    private static string[] Codes(string payload) => [.. Analysis.Lint.Of(Sources.Of(payload)).Findings.Select(finding => finding.Code.Code)];
}
