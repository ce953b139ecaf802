using System.Xml.Linq;

namespace GrowthBook.Analysis.Tests.Expectations;

public sealed class ExpectationTests
{
    private const string Expressions = "it can have == != ! && ||, a ? b : c, parentheses, 'texts', numbers, true, false and null";

    private const string Payload = """
        {
          "features": {
            "theme": { "defaultValue": "light", "rules": [{ "id": "fr", "condition": { "plan": "pro" }, "force": "dark" }] },
            "button": { "defaultValue": "a", "rules": [
              { "key": "exp", "variations": ["a", "b"], "weights": [0, 1], "hashVersion": 2, "namespace": ["n", 0, 1], "meta": [{ "key": "one" }, { "key": "two" }] }] },
            "left": { "defaultValue": 0, "rules": [
              { "key": "l", "variations": [1, 2, 3], "hashVersion": 2, "namespace": ["m", 0, 0.5], "meta": [{ "key": "x" }, { "key": "y" }, { "key": "z" }] }] },
            "right": { "defaultValue": 0, "rules": [{ "key": "r", "variations": [1, 2], "hashVersion": 2, "namespace": ["m", 0.5, 1] }] },
            "up": { "defaultValue": 0, "rules": [{ "key": "u", "variations": [1, 2], "filters": [{ "seed": "s", "ranges": [[0, 0.5]] }] }] },
            "down": { "defaultValue": 0, "rules": [{ "key": "d", "variations": [1, 2], "filters": [{ "seed": "s", "ranges": [[0.5, 1]] }] }] },
            "off": { "defaultValue": true, "rules": [{ "force": true, "coverage": 0.5 }, { "force": false, "condition": { "a": 1, "$not": { "a": 1 } } }, { "force": true }] }
          }
        }
        """;

    [Theory]
    [InlineData("{ feature: theme, user: ada, value: dark }", "{ feature: theme, user: ada, value: light }", "value is \"dark\", expected \"light\"")]
    [InlineData("{ feature: theme, attributes: { plan: free }, value: light }", "{ feature: theme, attributes: { plan: free }, value: dark }", "value is \"light\", expected \"dark\"")]
    [InlineData("{ feature: theme, user: ada, source: force }", "{ feature: theme, user: ada, source: defaultValue }", "source is \"force\", expected \"defaultValue\"")]
    [InlineData("{ feature: theme, user: ada, rule: fr }", "{ feature: theme, user: ada, rule: x }", "rule is \"fr\", expected \"x\"")]
    [InlineData("{ feature: button, user: ada, variation: two }", "{ feature: button, user: ada, variation: one }", "variation is \"two\", expected \"one\"")]
    [InlineData("{ feature: button, user: ada, exposure: exp }", "{ feature: button, user: ada, exposure: null }", "exposure is \"exp\", expected null")]
    [InlineData("{ feature: theme, user: ada, exposure: null }", "{ feature: theme, user: ada, exposure: exp }", "exposure is null, expected \"exp\"")]
    [InlineData("{ experiment: l, share: { x: 0.3334, y: 0.3333, z: 0.3333 }, exact: true }", "{ experiment: l, share: { x: 0.3333 }, exact: true }", "the share of `x` is 0.3334, expected 0.3333")]
    [InlineData("{ experiment: l, share: { x: 0.34 } }", "{ experiment: l, share: { x: 0.32 } }", "the share of `x` is 0.3334, expected 0.32")]
    [InlineData("{ feature: off, always: true }", "{ feature: theme, always: light }", "`theme` can be \"dark\", expected always \"light\"")]
    public void An_expectation_passes_or_fails_with_the_difference(string passes, string fails, string failure)
    {
        Assert.True(Check(passes).Holds);
        Assert.Equal(failure, Assert.Single(Assert.Single(Check(fails).Checks).Failures));
    }

    /// <summary>A feature that needs itself has the value null where an evaluation comes back to it, also for those that need it.</summary>
    [Theory]
    [InlineData("g", "`g` can be null, expected always \"d\"")]
    [InlineData("self", "`self` can be null, expected always \"d\"")]
    [InlineData("behind", "`behind` can be null, expected always \"d\"")]
    [InlineData("apart", null)]
    public void A_circle_of_prerequisites_gives_null(string feature, string? failure)
    {
        const string Needs = """{"force":"d","parentConditions":[{"id":"KEY","condition":{"value":"d"}}]}""";
        static string Feature(string key, string needed) => $$"""
            "{{key}}":{"defaultValue":"d","rules":[{{Needs.Replace("KEY", needed, StringComparison.Ordinal)}}]}
            """;
        var source = Sources.Of("{\"features\":{" + string.Join(',', Feature("f", "g"), Feature("g", "f"), Feature("self", "self"), Feature("behind", "g"), Feature("apart", "plain"), "\"plain\":{\"defaultValue\":\"d\"}") + "}}");
        var report = Analysis.Expectations.Check(source, $"payload: p.json\nexpect:\n  - {{ feature: {feature}, always: d }}\n");
        Assert.Equal(failure is null ? [] : [failure], Assert.Single(report.Checks).Failures.ToArray());
        Assert.Equal(failure is null ? "d" : null, Evaluator.EvalFeature(new Context(source.Payload, Attributes.Empty), feature).Result.Value.AsString());
    }

    [Theory]
    [InlineData("[l, r]", true)]
    [InlineData("[u, d]", true)]
    [InlineData("[l, exp]", false)]
    [InlineData("[l, u]", false)]
    public void Exclusion_is_proved_by_namespaces_and_filters(string experiments, bool holds) =>
        Assert.Equal(holds, Check($"{{ experiments: {experiments}, exclusive: true }}").Holds);

    /// <summary>A value that no user gets by the proofs of lint is none of the feature's.</summary>
    [Theory]
    [InlineData("""{"condition":{"country":{"$nin":[]}},"force":"c"}""", "")]
    [InlineData("""{"condition":{"country":{"$nin":[]}},"force":"c"},{"force":"d"}""", "")]
    [InlineData("""{"condition":{"plan":{"$exists":true}},"force":"c"},{"condition":{"plan":{"$exists":false}},"force":"c"}""", "")]
    [InlineData("""{"condition":{"plan":{"$exists":true}},"force":"c"},{"condition":{"plan":{"$exists":false}},"force":"c"},{"force":"d","coverage":0.5}""", "")]
    [InlineData("""{"condition":{"country":{"$nin":[]}},"force":"c","coverage":1}""", "a")]
    [InlineData("""{"condition":{"country":{"$nin":[]}},"variations":["c","c"],"fallbackAttribute":"id"}""", "a")]
    [InlineData("""{"condition":{"country":{"$nin":["DE"]}},"force":"c"}""", "a")]
    [InlineData("""{"condition":{"country":{"$nin":[]}},"force":"c","parentConditions":[{"id":"g","condition":{"value":1}}]}""", "a")]
    [InlineData("""{"condition":{"country":{"$nin":[]}},"force":"c"},{"force":"c","parentConditions":[{"id":"g","condition":{"value":1},"gate":true}]}""", "")]
    public void A_feature_has_no_value_that_no_user_gets(string rules, string other)
    {
        var source = Sources.Of("{\"features\":{\"f\":{\"defaultValue\":\"a\",\"rules\":[" + rules + "]},\"g\":{\"defaultValue\":0}}}");

        var check = Assert.Single(Analysis.Expectations.Check(source, "expect: [{ feature: f, always: c }]").Checks);

        Assert.Equal<string>(other.Length == 0 ? [] : [$"`f` can be \"{other}\", expected always \"c\""], check.Failures);
    }

    [Fact]
    public void A_matrix_has_a_check_for_each_combination()
    {
        var report = Check("{ feature: theme, matrix: { plan: [free, pro], n: [1, 2] }, attributes: { plan: \"${plan}\", id: \"u-${n}\" }, value: \"${plan == 'pro' && n != 2 ? 'dark' : 'light'}\" }");
        Assert.Equal(["plan=free, n=1", "plan=free, n=2", "plan=pro, n=1", "plan=pro, n=2"], report.Checks.Select(check => check.Name));
        Assert.Equal([0, 0, 0, 1], report.Checks.Select(check => check.Failures.Length));
        Assert.Equal(new LineColumn(3, 5), report.Checks[0].Place);
    }

    [Theory]
    [InlineData("${plan}", "pro")]
    [InlineData("${!(plan == 'pro') || plan}", "pro")]
    [InlineData("a-${plan}-${1.5}", "a-pro-1.5")]
    [InlineData("${plan == null ? true : false}", "false")]
    [InlineData("[\"${plan}\"]", "[\"pro\"]")]
    public void Expressions_have_values(string template, string expected)
    {
        var failure = Check($"{{ feature: off, matrix: {{ plan: [pro] }}, value: {(template[0] == '[' ? template : $"\"{template}\"")} }}").Checks[0].Failures[0];
        Assert.EndsWith($"expected {(expected is "false" || expected[0] == '[' ? expected : $"\"{expected}\"")}", failure, StringComparison.Ordinal);
    }

    /// <summary>.NET reads both as numbers.</summary>
    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void A_name_of_a_matrix_is_no_number(string name) =>
        Assert.EndsWith("expected \"pro\"", Check($"{{ feature: off, matrix: {{ {name}: [pro] }}, value: \"${{{name}}}\" }}").Checks[0].Failures[0], StringComparison.Ordinal);

    [Theory]
    [InlineData("{ feature: gone, always: true }", "the payload has no feature `gone`")]
    [InlineData("{ feature: them, always: true }", "the payload has no feature `them`; did you mean theme?")]
    [InlineData("{ experiment: exq, share: { one: 1 } }", "the payload has no experiment `exq`; did you mean exp?")]
    [InlineData("{ experiment: l, share: {} }", "experiment needs share: { VARIATION: SHARE }")]
    [InlineData("{ experiment: l, share: { x: 1 }, exact: maybe }", "exact is neither true nor false")]
    [InlineData("{ experiments: [l, r], exclusive: false }", "experiments needs a list of two keys or more, and exclusive: true")]
    [InlineData("{ feature: theme, user: adb, value: 1 }", "there is no user `adb` in users; did you mean ada?")]
    [InlineData("{ feature: theme, user: ada, attributes: { plan: free }, value: light }", "names both user and attributes; remove one of them")]
    [InlineData("{ feature: theme, matrix: { plan: [pro], n: [] }, value: light }", "matrix has no values for `n`, so that there is no case to check")]
    [InlineData("{ feature: theme, matrix: { plan: [pro] }, value: { $cases: { plan=pro: light, plan=fre: dark } } }", "$cases has `plan=fre`, which is no case of the matrix; did you mean plan=pro?")]
    [InlineData("{ experiment: gone, share: {} }", "the payload has no experiment `gone`")]
    [InlineData("{ experiment: l }", "experiment needs share: { VARIATION: SHARE }")]
    [InlineData("{ experiments: [l], exclusive: true }", "experiments needs a list of two keys or more, and exclusive: true")]
    [InlineData("{ value: 1 }", "names neither a feature nor an experiment; write feature: KEY")]
    [InlineData("{ feature: theme, user: ada }", "expects nothing; write one of value, variation, source, rule, exposure, always")]
    [InlineData("{ feature: theme, user: bob, value: 1 }", "there is no user `bob` in users")]
    [InlineData("{ feature: theme, attributes: 7, value: 1 }", "attributes is no mapping")]
    [InlineData("{ feature: theme, matrix: [1], value: 1 }", "matrix is no mapping of names to lists")]
    [InlineData("{ feature: theme, value: \"${plan\" }", "`${plan` has no } after ${")]
    [InlineData("{ feature: theme, value: \"${'a}\" }", "`'a` has a text without a closing quote")]
    [InlineData("{ feature: theme, matrix: { n: [1] }, value: \"${m}\" }", "`m` is no expression over the names n; " + Expressions)]
    [InlineData("{ feature: theme, matrix: { n: [1] }, value: \"${(n}\" }", "`(n` is no expression over the names n; " + Expressions)]
    [InlineData("{ feature: theme, matrix: { n: [1] }, value: \"${n ? 1}\" }", "`n ? 1` is no expression over the names n; " + Expressions)]
    [InlineData("{ feature: theme, matrix: { n: [1] }, value: \"${n n}\" }", "`n n` is no expression over the names n; " + Expressions)]
    [InlineData("{ feature: theme, matrix: { n: [1] }, value: \"${n >= '1'}\" }", "`n >= '1'` is no expression over the names n; " + Expressions)]
    public void What_is_malformed_is_a_fault_with_place_and_mend(string expectation, string fault)
    {
        var report = Check(expectation);
        Assert.Equal($"3:5: {fault}", Assert.Single(report.Faults));
        Assert.False(report.Holds);
    }

    /// <summary>A member that is not read would be an expectation that is not checked.</summary>
    [Theory]
    [InlineData("{ feature: theme, user: ada, value: dark, sorce: force }", "3:47: unknown member `sorce` of an expectation of a feature; did you mean source?")]
    [InlineData("{ feature: button, user: ada, value: b, varation: one }", "3:45: unknown member `varation` of an expectation of a feature; did you mean variation?")]
    [InlineData("{ experiment: l, share: { x: 0.3334 }, exat: true }", "3:44: unknown member `exat` of an expectation of an experiment; did you mean exact?")]
    [InlineData("{ experiments: [l, r], exclusive: true, exat: true }", "3:45: unknown member `exat` of an expectation of experiments; did you mean exact?")]
    [InlineData("{ feature: theme, always: light, valeu: light }", "3:38: unknown member `valeu` of an expectation with always; did you mean value?")]
    [InlineData("{ feature: theme, always: light, value: light }", "3:38: `value` does not belong to an expectation with always, which can have feature, always")]
    [InlineData("{ feature: theme, user: ada, matirx: { n: [1] }, value: dark }", "3:34: unknown member `matirx` of an expectation of a feature; did you mean matrix?")]
    [InlineData("{ featur: theme, user: ada, value: dark }", "3:7: unknown member `featur` of an expectation of a feature; did you mean feature?")]
    [InlineData("feature: theme\n    user: ada\n    value: dark\n    note: why", "6:5: unknown member `note` of an expectation of a feature, which can have feature, user, attributes, url, stickyBuckets, matrix, value, variation, source, rule, exposure")]
    public void An_unknown_member_of_an_expectation_is_a_fault_at_its_place(string expectation, string fault)
    {
        var report = Check(expectation);
        Assert.Equal(fault, Assert.Single(report.Faults));
        Assert.Empty(report.Checks);
    }

    [Fact]
    public void An_unknown_member_of_the_file_is_a_fault_and_its_expectations_are_checked()
    {
        var report = Analysis.Expectations.Check(Sources.Of(Payload), "paylod: p.json\nnotes: x\nexpect:\n  - { feature: off, always: true }\n");
        Assert.Equal(["1:1: unknown member `paylod` of the file; did you mean payload?", "2:1: unknown member `notes` of the file, which can have payload, users, stickyBuckets, expect"], report.Faults.AsEnumerable());
        Assert.Empty(Assert.Single(report.Checks).Failures);
        Assert.False(report.Holds);
    }

    [Theory]
    [InlineData("{ experiment: l, share: { xx: 0 } }", "there is no variation `xx`; did you mean x?", "{ experiment: l, share: { \"x\": 0.333, \"y\": 0.333, \"z\": 0.333 } }")]
    [InlineData("{ experiment: exp, share: { oen: 0, two: 1 }, exact: true }", "there is no variation `oen`; did you mean one?", "{ experiment: exp, share: { \"one\": 0, \"two\": 1 }, exact: true }")]
    public void A_share_of_a_variation_that_is_gone_fails_and_is_updated(string expectation, string failure, string updated)
    {
        var report = Check(expectation);

        Assert.Empty(report.Faults);
        Assert.Equal(failure, Assert.Single(Assert.Single(report.Checks).Failures));
        Assert.Contains(updated, report.Updated, StringComparison.Ordinal);
        Assert.True(Analysis.Expectations.Check(Sources.Of(Payload), report.Updated).Holds);
    }

    [Theory]
    [InlineData("{ experiment: l, share: { gone: 34 } }", "the share of `gone` is 34; write a number from 0 to 1, such as 0.34 for 34 %")]
    [InlineData("{ experiment: l, share: { x: 34% } }", "the share of `x` is \"34%\"; write a number from 0 to 1, such as 0.34 for 34 %")]
    [InlineData("{ experiment: l, share: { x: 34 } }", "the share of `x` is 34; write a number from 0 to 1, such as 0.34 for 34 %")]
    [InlineData("{ experiment: l, share: { x: -0.1 } }", "the share of `x` is -0.1; write a number from 0 to 1, such as 0.34 for 34 %")]
    public void What_is_no_share_of_a_variation_is_a_fault_with_its_place_and_not_updated(string expectation, string fault)
    {
        var report = Check(expectation);

        Assert.Empty(report.Checks);
        Assert.Matches($"^[0-9]+:[0-9]+: {System.Text.RegularExpressions.Regex.Escape(fault)}$", Assert.Single(report.Faults));
        Assert.Contains(expectation, report.Updated, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_without_an_entry_fails_also_if_the_answer_is_null()
    {
        var report = Check("{ feature: button, matrix: { n: [1, 2] }, exposure: { $cases: { n=1: null } } }");
        Assert.Equal([[], ["exposure is null, and $cases does not have this case"]], report.Checks.Select(check => check.Failures.ToArray()));
        Assert.True(Analysis.Expectations.Check(Sources.Of(Payload), report.Updated).Holds);
    }

    /// <summary>An experiment behind a prerequisite with an experiment of its own, as behind a holdout, exposes a user to both.</summary>
    [Theory]
    [InlineData("outer", true)]
    [InlineData("inner", true)]
    [InlineData("[inner, outer]", true)]
    [InlineData("[outer]", false)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("other", false)]
    public void Each_exposure_of_an_evaluation_can_be_expected(string exposure, bool holds)
    {
        var payload = Sources.Of("""
            {"features":{
              "f":{"defaultValue":0,"rules":[{"key":"outer","variations":[1,2],"hashAttribute":"id"}]},
              "g":{"defaultValue":0,"rules":[{"key":"inner","variations":[1,2],"hashAttribute":"id","parentConditions":[{"id":"f","condition":{"value":{"$gt":0}}}]}]}}}
            """);
        var report = Analysis.Expectations.Check(payload, $"expect:\n  - {{ feature: g, attributes: {{ id: u-1 }}, exposure: {exposure} }}\n");
        string[] failures = holds ? [] : [$"exposure is [\"outer\",\"inner\"], expected {exposure.Replace("outer", "\"outer\"", StringComparison.Ordinal).Replace("other", "\"other\"", StringComparison.Ordinal)}"];
        Assert.Equal(failures, Assert.Single(report.Checks).Failures.ToArray());
        Assert.True(Analysis.Expectations.Check(payload, report.Updated).Holds);
    }

    [Theory]
    [InlineData("true", "{ \"a\": 0.333333333, \"b\": 0.666666667 }")]
    [InlineData("false", "{ \"a\": 0.333, \"b\": 0.667 }")]
    public void Updated_shares_have_no_more_digits_than_the_check_compares(string exact, string shares)
    {
        var source = Sources.OfRules("""{"key":"e","variations":[0,1],"weights":[0.2,0.4],"hashVersion":2,"meta":[{"key":"a"},{"key":"b"}],"ranges":[[0,0.2],[0.2,0.6]]}""");
        var report = Analysis.Expectations.Check(source, $"expect:\n  - {{ experiment: e, share: {{ a: 1 }}, exact: {exact} }}\n");
        Assert.Equal($"expect:\n  - {{ experiment: e, share: {shares}, exact: {exact} }}\n", report.Updated);
        Assert.True(Analysis.Expectations.Check(source, report.Updated).Holds);
    }

    [Theory]
    [InlineData("users: { ada: &u { plan: pro } }\nexpect:\n  - { feature: theme, user: ada, value: *u }\n", "1:15", "u")]
    [InlineData("expect:\n  - { feature: theme, value: &x 1 }\n  - { feature: button, value: *x }\n", "2:30", "x")]
    [InlineData("expect:\n  - { feature: theme, value: { a: &x 1 } }\n  - { feature: button, value: *x }\n", "2:35", "x")]
    public void An_anchor_is_never_replaced(string yaml, string place, string anchor)
    {
        var report = Analysis.Expectations.Check(Sources.Of(Payload), yaml);

        Assert.Equal((yaml, $"{place}: the answer would replace the anchor &{anchor}, whose value other parts can repeat; write the answer by hand"), (report.Updated, report.UpdateFault));
    }

    /// <summary>Both items are one node, so that the answer has one place.</summary>
    [Theory]
    [InlineData("{ feature: off, user: ada, value: 1 }", "{ feature: off, user: ada, value: true }")]
    [InlineData("{ experiment: exp, share: { one: 1 } }", "{ experiment: exp, share: { \"one\": 0, \"two\": 1 } }")]
    [InlineData("{ feature: off, always: 1 }", "{ feature: off, always: true }")]
    public void An_aliased_expectation_is_updated_once(string expectation, string updated)
    {
        static string Yaml(string item) => $"users: {{ ada: {{ id: u-1 }} }}\nexpect:\n  - &a {item}\n  - *a\n  - {{ feature: theme, value: light }} # after\n";

        var report = Analysis.Expectations.Check(Sources.Of(Payload), Yaml(expectation));

        Assert.Equal([1, 1, 0], report.Checks.Select(check => check.Failures.Length));
        Assert.Equal((Yaml(updated), null), (report.Updated, report.UpdateFault));
    }

    /// <summary>The comparison of a name with all keys would be a product of two sizes.</summary>
    [Fact]
    public void Suggestions_take_a_limited_number_of_steps()
    {
        var suggestions = new Suggestions();
        string[] keys = [.. Enumerable.Range(0, 3000).Select(i => new string('k', 95) + i)];
        var asked = Enumerable.Range(0, 3).Select(_ => suggestions.Question(keys[0] + "x", keys)).ToArray();
        Assert.Equal(["", "", ""], asked);
        Assert.Equal("", suggestions.Question("ab", ["abc"]));
        Assert.Equal("; did you mean abc?", new Suggestions().Question("ab", ["abc"]));
    }

    [Theory]
    [InlineData("", "1:1: is empty")]
    [InlineData("# only a comment", "1:1: is empty")]
    [InlineData("payload: p.json", "1:1: has no list `expect`")]
    [InlineData("payload: p.json\nexpect: []", "2:9: has no list `expect` with expectations")]
    [InlineData("- 1", "1:1: has no list `expect`")]
    [InlineData("expect: [1]\n---\nexpect: [2]", "3:1: has a second document")]
    [InlineData("a: [\n", "2:1: not YAML")]
    [InlineData("expect: []\nexpect: []", "2:1: not YAML")]
    public void A_file_that_is_no_list_of_expectations_is_a_fault(string yaml, string fault) =>
        Assert.StartsWith(fault, Assert.Single(Analysis.Expectations.Check(Sources.Of(Payload), yaml).Faults), StringComparison.Ordinal);

    [Theory]
    [InlineData("{ feature: theme, user: ada, value: light, rule: x } # why")]
    [InlineData("{ feature: theme, matrix: { plan: [free, pro] }, attributes: { plan: \"${plan}\" }, value: \"${plan}\" }")]
    [InlineData("{ experiment: l, share: { x: 1 }, exact: true }")]
    [InlineData("{ feature: off, always: false }")]
    [InlineData("feature: button\n    user: ada\n    value:\n      a: 1\n      b: [2]\n    variation: one")]
    public void An_updated_file_passes_and_keeps_its_comments(string expectation)
    {
        var failing = Check(expectation);
        Assert.False(failing.Holds);
        var updated = Analysis.Expectations.Check(Sources.Of(Payload), failing.Updated);
        Assert.True(updated.Holds, failing.Updated);
        Assert.Equal(failing.Updated, updated.Updated);
        Assert.Equal(expectation.EndsWith("# why", StringComparison.Ordinal), failing.Updated.Contains("# why", StringComparison.Ordinal));
    }

    [Fact]
    public void JUnit_keeps_characters_of_two_code_units()
    {
        var report = Check("{ feature: theme, matrix: { plan: [\"\U0001F600\"] }, value: light }");
        Assert.Equal("plan=\U0001F600", (string)XDocument.Parse(report.ToJUnit("shop.yaml")).Descendants("testcase").Single().Attribute("name")!);
    }

    [Fact]
    public void JUnit_escapes_names_as_the_terminal_does()
    {
        var report = Check("""{ feature: theme, matrix: { plan: ["\u0001", "\u0002", "\u202egnp", "\u200f\u2028\u0085\u009b"] }, value: light }""");
        var names = XDocument.Parse(report.ToJUnit("a\u202eb.yaml")).Descendants("testcase").Select(each => (string)each.Attribute("name")!);
        Assert.Equal([@"plan=\u0001", @"plan=\u0002", @"plan=\u202egnp", @"plan=\u200f\u2028\u0085\u009b"], names);
        Assert.Contains(@"testsuite name=""a\u202eb.yaml""", report.ToJUnit("a\u202eb.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_is_read_back()
    {
        var report = Check("{ feature: theme, matrix: { plan: [free, \"<\\u0001>\"] }, attributes: { plan: pro }, value: \"${plan == 'free' ? 'dark' : 'light'}\" }\n  - { value: 1 }");
        var suite = XDocument.Parse(report.ToJUnit("shop.yaml")).Root!.Element("testsuite")!;
        Assert.Equal(("shop.yaml", "2", "1", "1"), ((string)suite.Attribute("name")!, (string)suite.Attribute("tests")!, (string)suite.Attribute("failures")!, (string)suite.Attribute("errors")!));
        var cases = suite.Elements("testcase").ToArray();
        Assert.Equal(["theme", "theme", "shop.yaml"], cases.Select(each => (string)each.Attribute("classname")!));
        Assert.Equal("plan=free", (string)cases[0].Attribute("name")!);
        Assert.Equal("value is \"dark\", expected \"light\" (fr: plan is \"pro\", actual \"pro\")", (string)cases[1].Element("failure")!.Attribute("message")!);
        Assert.NotNull(cases[2].Element("error"));
    }

    [Fact]
    public void The_JSON_form_has_kind_version_and_checks() => Assert.Equal(
        """{"kind":"expect","schemaVersion":1,"faults":[],"warnings":[],"checks":[{"subject":"theme","name":"ada","line":3,"column":5,"failures":[],"reason":""}]}""",
        Check("{ feature: theme, user: ada, value: dark }").ToJson().ToString());

    [Fact]
    public void JSON_is_YAML_and_the_shop_keeps_its_promises()
    {
        Assert.True(Analysis.Expectations.Check(Sources.Of(Payload), """{"expect":[{"feature":"theme","attributes":{"plan":"pro"},"value":"dark"}]}""").Holds);
        var yaml = Sources.Shop("shop.expect.yaml");
        Assert.Equal("payload.json", Analysis.Expectations.PayloadOf(yaml));
        var report = Analysis.Expectations.Check(Sources.Of(Sources.Shop()), yaml);
        Assert.True(report.Holds, report.ToJson().ToString());
        Assert.Null(Analysis.Expectations.PayloadOf("a: 1"));
    }

    /// <summary>
    /// The user has a device only. With sticky buckets the user is also in `second`, which hashes the identifier and falls back to the device. All other answers are equal.
    /// </summary>
    [Theory]
    [InlineData("exposure: first", true, 0)]
    [InlineData("exposure: [first]", true, 1)]
    [InlineData("exposure: [first, second]", false, 1)]
    [InlineData("exposure: second", false, 1)]
    [InlineData("exposure: third", false, 0)]
    [InlineData("exposure: { $cases: { n=1: first, n=2: [first] } }, matrix: { n: [1, 2] }", true, 2)]
    [InlineData("source: force", false, 0)]
    [InlineData("source: defaultValue", true, 1)]
    [InlineData("value: none", true, 0)]
    [InlineData("value: none, exposure: [first], source: defaultValue", true, 1)]
    public void An_expectation_that_both_answers_meet_or_fail_does_not_depend_on_sticky_buckets(string expected, bool holds, int warnings)
    {
        const string Second = """
            {"features":{"f":{"defaultValue":"none","rules":[
              {"key":"first","variations":["none","none"],"hashAttribute":"deviceId","meta":[{"passthrough":true},{"passthrough":true}]},
              {"key":"second","variations":["none","none"],"hashAttribute":"id","fallbackAttribute":"deviceId"}]}}}
            """;

        var report = Analysis.Expectations.Check(Sources.Of(Second), $"expect:\n  - {{ feature: f, attributes: {{ deviceId: d-1 }}, {expected} }}\n");

        Assert.Empty(report.Faults);
        Assert.Equal((holds, warnings), (report.Holds, report.Warnings.Length));
    }

    private static ExpectationReport Check(string expectation) => Analysis.Expectations.Check(
        Sources.Of(Payload), $"users: {{ ada: {{ id: u-1, plan: pro }} }}\nexpect:\n  - {expectation}\n");
}
