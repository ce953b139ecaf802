using System.Net;
using System.Text.RegularExpressions;

namespace GrowthBook.Analysis.Tests;

/// <summary>What a page shows, as text.</summary>
public sealed partial class PageTests
{
    [Fact]
    public void A_diff_shows_the_outcome_then_limits_totals_and_details()
    {
        var text = TextOf(SampleResults.Diff);

        AssertInOrder(
            text,
            "✗ failed: moved>0",
            "✗ moved>0 is exceeded", "✓ exposureLost>0.1% is kept",
            "3 edits", "1 of 10 experiments in which users differ", "of 200 users differ",
            "Old payload sha256:", "New payload sha256:", "by measure, and 200 users",
            "gb diff OLD NEW (--users FILE | --records FILE) --fail-on 'moved>0,exposureLost>0.1%' --prove",
            "Users of the file", "wallet-payments (value)", "checkout-redesign of express-button",
            "checkout-redesign moved: line 4, id \"u-1004\": classic → accordion", "before", "bucket 0.", "after",
            "Experiments, by measure", "checkout-redesign", "14.3 %", "yes",
            "checkout-redesign ✗ disproved by the user {",
            "What is written differently", "rule 2 of checkout-redesign: weights [0.34,0.33,0.33] → [0.2,0.4,0.4]", "$.features.checkout-redesign.rules[1].weights",
            "9 experiments have the same users, variations and values",
            "moved another variation");
    }

    [Fact]
    public void Experiments_are_in_the_order_of_the_users_affected()
    {
        var text = TextOf(Diff("""[{"key":"a","exact":true,"shares":{"same":0.9,"moved":0.1}},{"key":"b","exact":true,"shares":{"same":0.2,"left":0.8}},{"key":"c","exact":false,"shares":{"same":1},"reasons":["a `condition` differs"]}]"""));

        AssertInOrder(text, "b – 80 % 20 % yes", "a 10 % – 90 % yes", "c – – 100 % no", "c not exact, all else equal: a condition differs");
    }

    /// <summary>The largest share is that of one experiment: several can lose other users.</summary>
    [Fact]
    public void The_largest_share_is_that_of_one_experiment() => Assert.Contains(
        "40 % of users at most move, leave or lose exposure in one experiment or rollout",
        TextOf(Diff("""[{"key":"a","exact":true,"shares":{"same":0.6,"moved":0.4}},{"key":"b","exact":true,"shares":{"same":0.7,"moved":0.3}}]""")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"exact":true,"shares":{"same":0.7,"keptBySticky":0.3}}""", 0)]
    [InlineData("""{"exact":true,"shares":{"same":0.7,"keptBySticky":0.2,"moved":0.1}}""", 1)]
    [InlineData("""{"exact":true,"shares":{"same":0.9,"valueOnly":0.1}}""", 1)]
    [InlineData("""{"exact":false,"shares":{"same":0.7,"keptBySticky":0.3},"reasons":["a `condition` differs"]}""", 1)]
    [InlineData("""{"exact":true,"shares":{"same":0.7,"keptBySticky":0.3},"verdict":{"kind":"unknown","reasons":["too many"]}}""", 1)]
    public void A_user_whom_a_stored_assignment_keeps_does_not_differ(string experiment, int differing) => Assert.Contains(
        $"{differing} of 1 experiment in which users differ", TextOf(Diff($$"""[{"key":"a",{{experiment[1..]}}]""")), StringComparison.Ordinal);

    /// <summary>A card has rows, or is left out.</summary>
    [Fact]
    public void A_part_without_rows_has_no_card()
    {
        var text = TextOf(Diff("""[{"key":"a","exact":true,"shares":{"same":1}}]""").With("users", Value.Parse("""{"count":5,"changed":0,"experiments":[]}""").Value!));

        Assert.DoesNotContain("Experiments, by measure", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Users of the file", text, StringComparison.Ordinal);
        Assert.Contains("0 of 5 users differ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_experiment_without_a_measure_says_so() =>
        Assert.Contains("x no measure – no", TextOf(Diff("""[{"key":"x","exact":false,"shares":{"same":0,"moved":0}}]""")), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"kind":"proved"}""", "x ✓ proved each user in it stays, with the same variation")]
    [InlineData("""{"kind":"unknown","reasons":["too many","too few"]}""", "x ? unknown neither proved nor disproved: too many; too few")]
    [InlineData("""{"kind":"witness","witness":{"attributes":{"id":"u"},"class":"left","before":"a","after":null}}""", "x ✗ disproved by the user {\"id\":\"u\"}: a → none, left")]
    public void A_verdict_is_shown(string verdict, string expected) =>
        Assert.Contains(expected, TextOf(Diff($$"""[{"key":"x","exact":false,"shares":{"same":0.5,"moved":0.5},"verdict":{{verdict}}}]""")), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"kind":"diff","schemaVersion":1}""", "✓ same: the payloads do not differ")]
    [InlineData("""{"kind":"diff","schemaVersion":1,"expectsRamp":true}""", "✓ ramp: no user moves, leaves or loses exposure")]
    [InlineData("""{"kind":"diff","schemaVersion":1,"thresholds":[{"limit":"left>0","exceeded":false}]}""", "✓ passed: no threshold is exceeded")]
    [InlineData("""{"kind":"diff","schemaVersion":1,"others":[{"part":"group g","change":"1 id more"}]}""", "✗ different: 1 edit, 0 experiments in which users move, leave or lose exposure")]
    [InlineData("""{"kind":"lint","schemaVersion":1,"findings":[]}""", "✓ no findings")]
    [InlineData("""{"kind":"lint","schemaVersion":1,"findings":[{"level":"note"}]}""", "✓ no mistakes, 1 note")]
    [InlineData("""{"kind":"lint","schemaVersion":1,"findings":[{"level":"note"},{"level":"warning"}]}""", "✗ 1 mistake, 2 findings")]
    [InlineData("""{"kind":"diff","schemaVersion":1,"users":{"count":1,"changed":1}}""", "✗ different: 0 edits, 0 experiments in which users move, leave or lose exposure, 1 of 1 user differs")]
    [InlineData("""{"kind":"expect","schemaVersion":1,"faults":["f"],"checks":[{"failures":["f"]}]}""", "✗ 1 fault of the file, 1 of 1 expectation fails")]
    [InlineData("""{"kind":"matrix","schemaVersion":1,"features":["f"],"users":[{"user":"u"}]}""", "✓ 1 user, 1 feature, of which 0 differ between users")]
    [InlineData("""{"kind":"power","schemaVersion":1,"key":"x","weeks":[{"weeks":1,"smallestLift":0.1}]}""", "✓ x: a relative lift of 10 % is found after 1 week")]
    [InlineData("""{"kind":"simulate","schemaVersion":1,"users":1,"experiments":[{"key":"x","verdict":"match"}]}""", "✓ match: 1 experiment or rollout of 1 user has the shares of the payload")]
    [InlineData("""{"kind":"simulate","schemaVersion":1,"users":1,"experiments":[{"key":"x","verdict":"mismatch"}]}""", "✗ mismatch: 1 of 1 experiment or rollout of 1 user: x")]
    public void The_outcome_is_the_title_and_the_first_sentence(string json, string outcome)
    {
        var page = Report.ToUncheckedHtml((Value.Object)Value.Parse(json).Value!);

        Assert.Contains(outcome[2..] + "</title>", page, StringComparison.Ordinal);
        Assert.Contains(outcome, TextOf((Value.Object)Value.Parse(json).Value!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_share_is_visible_and_a_bar_is_not_wider_than_its_box()
    {
        var page = Report.ToUncheckedHtml(Diff("""[{"key":"x","exact":true,"shares":{"same":0.9998,"moved":0.0001,"left":0.0001}}]"""));
        var widths = Regex.Matches(page, "<rect [^>]*width=\"([^\"]*)\"").Select(match => double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();

        Assert.Equal(3, widths.Length);
        Assert.All(widths, width => Assert.InRange(width, 7, 1000));
        Assert.InRange(widths.Sum(), 999.9, 1000.1);
    }

    [Fact]
    public void Lint_shows_errors_first_with_place_mend_and_the_documentation_of_each_code()
    {
        var text = TextOf(SampleResults.Lint);

        AssertInOrder(
            text,
            "✗ 2 mistakes, 2 findings", "1 error", "1 warning", "0 notes", "File change.json", "gb lint change.json",
            "error GB206 prerequisite-never line 64, column 56", "Mend: correct the key", "$.features.wallet-payments.rules[0].parentConditions[0]",
            "warning GB203 rule-shadowed line 30, column 9", "rule fr_ship_vip_islands: rule fr_ship_vip before it answers",
            "What the codes mean", "GB203 rule-shadowed", "Rules before a rule answer for each of its users", "GB206 prerequisite-never");
    }

    [Fact]
    public void Lint_says_how_many_findings_are_not_listed()
    {
        AssertInOrder(
            TextOf(SampleResults.Lint.With("unlisted", 4_000)),
            "✗ 2 mistakes, 2 findings, and 4,000 more", "Findings", "warning GB203", "and 4,000 more; the first 1,000 of each code are listed", "What the codes mean");
        Assert.Contains("✓ no mistakes, 1 note, and 1 more", TextOf((Value.Object)Value.Parse("""{"kind":"lint","schemaVersion":1,"findings":[{"level":"note"}],"unlisted":1}""").Value!), StringComparison.Ordinal);
        Assert.DoesNotContain("of each code are listed", TextOf(SampleResults.Lint), StringComparison.Ordinal);
    }

    [Fact]
    public void Expectations_that_fail_come_before_those_that_hold()
    {
        AssertInOrder(
            TextOf(SampleResults.Expect),
            "✗ 1 fault of the file, 2 of 10 expectations fail", "10 expectations", "2 failed", "1 fault of the file", "File shop.expect.yaml", "Payload sha256:0",
            "gb expect shop.expect.yaml --payload PAYLOAD", "Faults of the file", "names neither",
            "✗ failed wallet-payments ada line 12, column 5 value is null, expected true",
            "✗ failed checkout-redesign share line 16, column 5 the share of classic is 0.200089, expected 0.34",
            "8 expectations hold", "dark-mode app=5.1.0, country=DE 7");
    }

    [Fact]
    public void Counts_show_mismatches_first_with_their_arms()
    {
        AssertInOrder(
            TextOf(SampleResults.Srm),
            "✗ mismatch: 1 of 3 experiments and rollouts: checkout-redesign",
            "3 experiments and rollouts", "1 mismatch", "1 suspect", "5 exposures of other experiments", "gb srm EXPOSURES --payload PAYLOAD",
            "checkout-redesign 29,311", "mismatch", "free-returns-days 49,800", "suspect", "price-badge 10,010", "match",
            "Arms of checkout-redesign", "classic 10,190 9,967 34.765 % 34.22 % to 35.31 %");
        Assert.Matches("<details data-find open><summary><code>free-returns-days</code>", Report.ToUncheckedHtml(SampleResults.Srm));
        Assert.Matches("<details data-find><summary><code>price-badge</code>", Report.ToUncheckedHtml(SampleResults.Srm));
    }

    [Fact]
    public void Exposures_in_their_order_have_a_sequential_test_and_counts_have_none()
    {
        var text = TextOf((Value.Object)Value.Parse("""
            {"kind":"srm","schemaVersion":1,"experiments":[
              {"key":"a","arms":["0","1"],"counts":[10,30],"expected":[20,20],"p":0.0016,"adjusted":0.0016,"deviation":0.25,"verdict":"suspect","sequentialP":0.0123},
              {"key":"b","arms":["0","1"],"counts":[10,10],"expected":[10,10],"p":1,"adjusted":1,"deviation":0,"verdict":"match","sequentialP":null}]}
            """).Value!);

        AssertInOrder(text, "adjusted p sequential p deviation", "a 40 0.0016 0.0016 0.0123 25 % suspect", "b 20 1 1 – – match", "sequential p valid however often one looks");
        Assert.DoesNotContain("sequential p", TextOf(SampleResults.Srm), StringComparison.Ordinal);
    }

    [Fact]
    public void A_simulation_shows_population_and_seed()
    {
        AssertInOrder(
            TextOf(SampleResults.Simulate),
            "✓ match: 14 experiments and rollouts of 2,000 users have the shares of the payload", "Seed 7", "2,000 users", "gb simulate PAYLOAD --users 2000 --seed 7");
    }

    [Fact]
    public void Pairs_that_exclude_each_other_or_depend_on_each_other_are_shown()
    {
        var text = TextOf((Value.Object)Value.Parse("""
            {"kind":"simulate","schemaVersion":1,"users":9,"experiments":[],"overlaps":[
              {"first":"a","second":"b","users":0,"exclusive":true,"p":1,"cramersV":0},
              {"first":"a","second":"c","users":8,"exclusive":false,"p":0.0001,"cramersV":0.25},
              {"first":"b","second":"c","users":7,"exclusive":false,"p":0.5,"cramersV":0}]}
            """).Value!);

        AssertInOrder(text, "gb simulate PAYLOAD --users FILE", "Experiments that share users", "a b – 1 0 no user is in both", "a c 8 1e-4 0.25 not independent", "Legend");
        Assert.DoesNotContain("b c 7", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Whiskers_reach_over_the_chart_and_the_expected_share_is_in_its_middle()
    {
        var chart = IntervalChart.Of(new Interval(0.52, 0.48, 0.56, 0.5), 0.06, 0).ToString();

        Assert.Contains("<line class=\"expected\" x1=\"110\" x2=\"110\"", chart, StringComparison.Ordinal);
        Assert.Contains("<line class=\"whisker\" x1=\"76.67\" x2=\"210\" y1=\"10\" y2=\"10\">", chart, StringComparison.Ordinal);
        Assert.Contains("<circle cx=\"143.33\"", chart, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"52 %, 95 % interval 48 % to 56 %, expected 50 %\"", chart, StringComparison.Ordinal);
        Assert.Contains("<circle cx=\"110\"", IntervalChart.Of(new Interval(0.5, 0.5, 0.5, 0.5), 0, 0).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Power_shows_the_lift_by_weeks()
    {
        AssertInOrder(
            TextOf(SampleResults.Power),
            "✓ free-returns-days: a relative lift of 4.783 % is found after 8 weeks", "40,000 users per week", "50 % of them are in the experiment",
            "gb power PAYLOAD --experiment free-returns-days --users-per-week 40000 --rate 0.12", "1 20,000 14.289 % 12 % 13.7147 %", "8 160,000 4.783 % 12 % 12.574 %");
        Assert.Contains("✗ x: no lift is found with these users", TextOf((Value.Object)Value.Parse("""{"kind":"power","schemaVersion":1,"key":"x","weeks":[{"weeks":1,"smallestLift":null}]}""").Value!), StringComparison.Ordinal);
    }

    [Fact]
    public void Found_users_are_shown_with_their_buckets()
    {
        AssertInOrder(
            TextOf(SampleResults.FindUser),
            "✓ 12 users by id in variation one-page of checkout-redesign; buckets of 29.71 % of users lead there",
            "12 users", "29.71 % of users have a bucket of the variation", "identifiers tried", "Payload sha256:0",
            "gb find-user PAYLOAD --experiment checkout-redesign --variation one-page --count 12",
            "Users by id", "u-5 ", "\"country\":\"PT\"", "u-6 ");
        var none = TextOf((Value.Object)Value.Parse("""{"kind":"find-user","schemaVersion":1,"experiment":"x","variation":"b","attribute":"id","share":0,"users":[],"tried":0,"reason":"the coverage is 0"}""").Value!);
        AssertInOrder(none, "✗ no user found: the coverage is 0", "0 users", "0 % of users have a bucket of the variation", "--variation b --count NUMBER");
        AssertInOrder(TextOf(SampleResults.FindUser.With("seed", 12_345_678)), "--variation one-page --count 12", " --seed 12345678");
    }

    [Fact]
    public void Ranges_are_shown_next_to_those_of_the_weights_alone()
    {
        AssertInOrder(
            TextOf(SampleResults.Rebalance),
            "✓ 18.22 % of users move or leave; 24 % by the weights without ranges", "3 variations", "Payload sha256:0",
            "gb rebalance PAYLOAD --experiment checkout-redesign --weights 0.5,0.25,0.25",
            "classic 50 % [0, 0.4501)", "accordion 25 % [0.4501, 0.6752)",
            "{\"weights\":[0.5,0.25,0.25],\"ranges\":[[0,0.4501],[0.4501,0.6752],[0.6752,0.9002]]}",
            $"the ranges {Classes(SampleResults.Rebalance["shares"])}", $"the weights alone {Classes(SampleResults.Rebalance["plain"]["shares"])}", "Legend", "moved another variation");
        Assert.DoesNotContain("other orders were not considered", TextOf(SampleResults.Rebalance), StringComparison.Ordinal);
        Assert.Contains("other orders were not considered", TextOf(SampleResults.Rebalance.With("minimal", false)), StringComparison.Ordinal);

        static string Classes(Value shares) => string.Join(' ', new[] { "moved", "entered", "left", "same" }.Select(name => Shown.Percent(shares.Number(name))));
    }

    [Fact]
    public void A_column_with_the_name_of_the_first_one_is_no_name_of_its_row()
    {
        var table = Table.Of("t", ["feature", "feature"], [["a", "b"]]).ToString();

        Assert.Contains("<th role=\"rowheader\" scope=\"row\">a</th><td role=\"cell\" data-label=\"feature\">b</td>", table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_shows_values_by_user_then_reasons()
    {
        AssertInOrder(
            TextOf(Matrix("a", "b")),
            "✓ 2 users, 2 features, of which 1 differs between users", "gb matrix PAYLOAD",
            "feature a b between users", "f 1 1 same", "g \"a\" \"b\" differs",
            "Reasons a", "f 1 force fr_1: for all users", "g \"a\" experiment x = v because");
        Assert.DoesNotContain("Value of each feature", TextOf(Matrix([.. Enumerable.Range(0, 7).Select(i => $"u{i}")])), StringComparison.Ordinal);

        static Value.Object Matrix(params string[] users) => new(
        [
            new("kind", "matrix"), new("schemaVersion", 1), new("features", new[] { "f", "g" }),
            new("users", new Value.Array(users.Select(user => (Value)new Value.Object(
            [
                new("user", user),
                new("cells", new Value.Array(
                [
                    new Value.Object([new("value", 1), new("source", "force"), new("reason", "fr_1: for all users")]),
                    new Value.Object([new("value", user), new("source", "experiment"), new("experiment", "x"), new("variation", "v"), new("reason", "because")]),
                ])),
            ])))),
        ]);
    }

    private static Value.Object Diff(string experiments) =>
        (Value.Object)Value.Parse($$"""{"kind":"diff","schemaVersion":1,"old":"a","new":"b","experiments":{{experiments}},"features":[],"others":[]}""").Value!;

    /// <summary>The text of the page as a person reads it: without tags, styles, scripts and titles of charts.</summary>
    internal static string TextOf(Value.Object result) => Space().Replace(WebUtility.HtmlDecode(Tag().Replace(Hidden().Replace(Report.ToUncheckedHtml(result), " "), " ")), " ")
        .Replace(" :", ":", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal);

    internal static void AssertInOrder(string text, params string[] parts)
    {
        var at = 0;
        foreach (var part in parts)
        {
            var found = text.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"`{part}` is not in the rest of the page:\n{text[at..]}");
            at = found + part.Length;
        }
    }

    [GeneratedRegex(@"<(style|script|svg|head)\b.*?</\1>", RegexOptions.Singleline)]
    private static partial Regex Hidden();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
