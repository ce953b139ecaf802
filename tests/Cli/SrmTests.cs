using System.Text;

namespace GrowthBook.Cli.Tests;

public sealed class SrmTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """{"features":{"f":{"rules":[{"key":"checkout","variations":["a","b"],"hashVersion":2}]}}}""";

    private const string Expected = "expected experiment, variation and, for aggregates, count";

    private const string Header = "if line 1 names the columns, use experiment (or experimentId, experiment_id, experimentKey); "
        + "variation (or variationId, variation_id, variationKey); count (or users)";

    [Theory]
    [InlineData("checkout,0,5000\ncheckout,1,90000\n")]
    [InlineData("sep=,\ncount,variation_id,experimentKey\n5000,0,checkout\n90000,1,checkout\n")]
    [InlineData("\"SEP=,\"\r\ncheckout,0,5000\r\ncheckout,1,90000\r\n")]
    [InlineData("count,variation_id,experimentKey\n5000,0,checkout\n90000,1,checkout\n")]
    [InlineData("timestamp,user_id,experiment_id,experiment_name,variation_id,count\nt,u,checkout,Checkout,0,5000\nt,u,checkout,Checkout,1,90000\n")]
    [InlineData("user,experiment_id,variation_id,timestamp,count\nu,checkout,0,t,5000\nu,checkout,1,t,90000\n")]
    [InlineData("{\"experimentId\":\"checkout\",\"variationId\":\"0\",\"hashAttribute\":\"id\",\"hashValue\":\"u-1\",\"time\":\"t\",\"count\":5000}\n{\"experimentId\":\"checkout\",\"variationId\":\"1\",\"count\":90000}\n")]
    [InlineData("{\"experiment\":\"checkout\",\"variation\":0,\"count\":5000}\n{\"users\":90000,\"experiment\":\"checkout\",\"variation\":\"1\"}\n")]
    public async Task Counts_are_read_by_name_and_without_names_by_position(string text)
    {
        var run = await SrmAsync(text, "--json");

        Assert.Equal("[5000,90000]", Value.Parse(run.Output).Value!["experiments"][0]["counts"].ToString());
    }

    [Fact]
    public async Task A_quoted_cell_can_have_line_breaks_and_needs_its_end()
    {
        var whole = await SrmAsync("experiment,variation,count,comment\ncheckout,0,5000,\"first, with \"\"quotes\"\"\nand more\"\ncheckout,1,5010,\"\"\n", "--json");
        var open = await SrmAsync("experiment,variation,count,comment\ncheckout,0,5000,x\ncheckout,1,5010,\"y\ncheckout,1,9000,z\n");
        var many = await SrmAsync("checkout,0\ncheckout,\"1\n" + string.Concat(Enumerable.Repeat("checkout,1\n", 200)));

        Assert.Equal((ExitCode.Ok, "[5000,5010]"), (whole.Code, Value.Parse(whole.Output).Value!["experiments"][0]["counts"].ToString()));
        Assert.Equal((ExitCode.BadInput, $"gb: {files.PathOf("exposures")}: line 3: a quoted cell has no end, so that 2 lines are not read; close it with a quote"), (open.Code, MessagesOf(open)[0]));
        Assert.Equal((ExitCode.BadInput, $"gb: {files.PathOf("exposures")}: line 2: a quoted cell has no end, so that 100 lines are not read; close it with a quote"), (many.Code, MessagesOf(many)[0]));
    }

    /// <summary>The inches are an even number of quotes.</summary>
    [Fact]
    public async Task A_quote_within_a_cell_is_text_and_joins_no_lines()
    {
        const string Text = "experiment,variation,comment\ncheckout,0,5\" screen\ncheckout,1,6\" screen\ncheckout,1,say \"\"\ncheckout,0,  \"a, b\"  \ncheckout,0,\"\"\"quoted\"\"\"\n";

        var run = await SrmAsync(Text, "--json");

        Assert.Equal((ExitCode.Ok, "", "[3,2]"), (run.Code, run.Error, Value.Parse(run.Output).Value!["experiments"][0]["counts"].ToString()));
    }

    /// <summary>Each message names the first of the lines that were dropped, and <c>unread</c> counts them.</summary>
    [Theory]
    [InlineData("checkout,0,\"5\" screen\n", "line 3: text after the closing quote of a cell; write a quote within quotes twice", 1)]
    [InlineData("checkout,0,\"screen\ncheckout,1,\"tall\n", "line 3: text after the closing quote of a cell in line 4; write a quote within quotes twice", 2)]
    [InlineData("checkout,0,\"screen\n\ncheckout,1,tall\ncheckout,1,flat\n", "line 3: a quoted cell has no end, so that 3 lines are not read; close it with a quote", 3)]
    [InlineData("checkout,0,\"a\nb\",c\n", "line 3: 4 columns; the first line has 3", 2)]
    [InlineData("checkout,2,\"a\nb\"\n", "line 3: experiment `checkout` has no variation `2`; its variations have no keys but their numbers, 0 to 1", 2)]
    public async Task Dropped_lines_are_counted_and_the_first_one_is_named(string rows, string message, int unread)
    {
        var run = await SrmAsync($"experiment,variation,comment\ncheckout,1,x\n{rows}", "--json");

        Assert.Equal((ExitCode.BadInput, $"gb: {files.PathOf("exposures")}: {message}\n"), (run.Code, run.Error));
        var result = Value.Parse(run.Output).Value!;
        Assert.Equal((unread, "[0,1]"), (result["unread"].AsInt32(), result["experiments"][0]["counts"].ToString()));
    }

    [Fact]
    public async Task A_quoted_cell_has_a_limited_number_of_lines_and_characters()
    {
        const string First = "experiment,variation,comment\ncheckout,0,\"";
        var half = new string('x', CsvRow.MaxLength / 2);
        var lines = await SrmAsync(First + string.Concat(Enumerable.Repeat("x\n", CsvRow.MaxLines - 1)) + "\"\n", "--json");
        var manyLines = await SrmAsync(First + string.Concat(Enumerable.Repeat("x\n", CsvRow.MaxLines)) + "checkout,1,y\n", "--json");
        var characters = await SrmAsync($"{First}{half}\nx\"\n", "--json");
        var manyCharacters = await SrmAsync($"{First}{half}\n{half}\ncheckout,1,y\n", "--json");

        Assert.Equal([0, 100, 0, 2], new[] { lines, manyLines, characters, manyCharacters }.Select(run => Value.Parse(run.Output).Value!["unread"].AsInt32()));
        Assert.Equal(["[1,0]", "[0,1]", "[1,0]", "[0,1]"], new[] { lines, manyLines, characters, manyCharacters }.Select(run => Value.Parse(run.Output).Value!["experiments"][0]["counts"].ToString()));
    }

    [Fact]
    public async Task A_quoted_cell_with_a_line_that_is_not_text_is_dropped_and_so_is_a_first_row_without_an_end()
    {
        var file = files.Write("exposures", Encoding.Latin1.GetBytes("experiment,variation,comment\ncheckout,0,\"a\né\ncheckout,1,y\n"));
        var run = await Gb.RunAsync("srm", file, "--payload", files.Write("p.json", Payload), "--json");
        var first = await SrmAsync("experiment,variation,\"comment\ncheckout,0,x\ncheckout,1,\"y\"\ncheckout,1\n");

        Assert.StartsWith($"gb: {file}: line 2: a quoted cell has line 3: not UTF-8", run.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.BadInput, 2), (run.Code, Value.Parse(run.Output).Value!["unread"].AsInt32()));
        Assert.Equal((ExitCode.BadInput, ""), (first.Code, first.Output));
        Assert.Equal(
            [$"gb: {file}: line 1: text after the closing quote of a cell in line 3; write a quote within quotes twice", $"gb: {file}: no exposures of experiments of the payload"],
            MessagesOf(first));
    }

    [Theory]
    [InlineData("experiment,variant,count\ncheckout,0,5000\ncheckout,1,90000\n", $"line 1: no column variation; {Expected}")]
    [InlineData("experiment,variation,cout\ncheckout,0,5000\n", $"line 1: unknown column `cout`; did you mean count?; {Expected}")]
    [InlineData("Users,VariationId,experiment_key\n5,0,checkout\n", $"line 1: unknown column `experiment_key`; did you mean experimentKey?; {Expected}")]
    [InlineData("experiment,count\ncheckout,5000\n", $"line 1: no column variation; {Expected}")]
    [InlineData("users,count\n5,5000\n", "line 1: the columns `users` and `count` mean the same; keep one of them")]
    [InlineData("exp,arm,n\ncheckout,0,5000\n", $"line 1: `n` is no count; expected a whole number; {Header}")]
    [InlineData("Versuch,Arm,Anzahl Nutzer\ncheckout,0,5000\n", $"line 1: `Anzahl Nutzer` is no count; expected a whole number; {Header}")]
    [InlineData("checkout,0,50O\ncheckout,1,5000\n", "line 1: `50O` is no count; expected a whole number")]
    [InlineData("sep=;\nexperiment;variation;count\ncheckout;0;5\n", "line 1: columns separated by `;`; save the file with commas")]
    [InlineData("checkout,0,5000,7\n", "line 1: 4 columns without names; write a first line such as experiment,variation,count")]
    [InlineData("experiment;variation;count\ncheckout;0;5\n", "line 1: columns separated by `;`; save the file with commas")]
    [InlineData("checkout\t0\n", "line 1: columns separated by a tab; save the file with commas")]
    [InlineData("checkout\n", "line 1: 1 column without names; write a first line such as experiment,variation,count")]
    [InlineData("checkout,0,1\ncheckout,1\n", "line 2: 2 columns; the first line has 3")]
    [InlineData("experiment,variation\ncheckout,0,5000\n", "line 2: 3 columns; the first line has 2")]
    [InlineData("{\"experiment\":\"checkout\",\"variation\":0,\"cout\":90000}\n", $"line 1: unknown member `cout`; did you mean count?; {Expected}")]
    [InlineData("{\"experiment\":\"checkout\"}\n", $"line 1: no member variation; {Expected}")]
    [InlineData("{\"type\":\"experimentViewed\",\"experiment\":{\"key\":\"checkout\"},\"result\":{\"key\":\"0\"}}\n", $"line 1: no member variation; {Expected}; of effects, make them with jq -c 'select(.type==\"experimentViewed\")|{{experiment:.experiment.key,variation:.result.key}}'")]
    [InlineData("{\"effects\":[],\"context\":{}}\n", $"line 1: no member experiment and variation; {Expected}; of effects, make them with jq -c '.effects[]|select(.type==\"experimentViewed\")|{{experiment:.experiment.key,variation:.result.key}}'")]
    [InlineData("{\"count\":1}\n", $"line 1: no member experiment and variation; {Expected}")]
    [InlineData("{\"experiment\":\"checkout\",\"variation\":0,\"variationId\":1}\n", "line 1: the members `variation` and `variationId` mean the same; keep one of them")]
    [InlineData("[{\"experiment\":\"checkout\",\"variation\":0},\n{\"experiment\":\"checkout\",\"variation\":1}]\n", "line 1: a JSON array; expected CSV or one JSON object per line, such as from jq -c '.[]'")]
    [InlineData("{\n\"experiment\":\"checkout\",\n\"variation\":0\n}\n", "line 1: JSON over several lines; expected CSV or one JSON object per line, such as from jq -c .")]
    public async Task A_line_whose_count_would_be_lost_is_an_error(string text, string message)
    {
        var run = await SrmAsync(text);

        Assert.Equal((ExitCode.BadInput, $"gb: {files.PathOf("exposures")}: {message}"), (run.Code, MessagesOf(run)[0]));
    }

    /// <summary>A lost column of counts gives one user per line, which is a match of 1 and 1.</summary>
    [Theory]
    [InlineData("experiment,variation,n\ncheckout,0,5000\ncheckout,1,5600\n", "column `n`", "column")]
    [InlineData("experiment,variation,total\ncheckout,0,5000.0\ncheckout,1,\"5,600\"\n", "column `total`", "column")]
    [InlineData("count_users,experiment,variation\n5000,checkout,0\n5600,checkout,1\n", "column `count_users`", "column")]
    [InlineData("experiment,variation,人数\ncheckout,0,5000\ncheckout,1,5600\n", "column `人数`", "column")]
    [InlineData("experiment,variation,distinct,rows\ncheckout,0,5000,6000\ncheckout,1,5600,6600\n", "columns `distinct`, `rows`", "column")]
    [InlineData("{\"experiment\":\"checkout\",\"variation\":0,\"n\":5000}\n{\"experiment\":\"checkout\",\"variation\":1,\"n\":5600}\n", "member `n`", "member")]
    [InlineData("{\"experiment\":\"checkout\",\"variation\":0,\"n\":\"5000\"}\n{\"n\":\"5600\",\"experiment\":\"checkout\",\"variation\":1}\n", "member `n`", "member")]
    [InlineData("{\"experiment\":\"checkout\",\"variation\":0,\"count\":7}\n{\"experiment\":\"checkout\",\"variation\":1,\"total\":9}\n", "member `total`", "member")]
    [InlineData("date,experiment,variation,numUsers\n2026-01-01,checkout,0,500\n2026-01-01,checkout,1,560\n2026-01-02,checkout,0,500\n2026-01-02,checkout,1,560\n", "column `numUsers`", "column")]
    [InlineData("experiment,variation,device,n\ncheckout,0,mobile,5000\ncheckout,0,desktop,4000\ncheckout,1,mobile,5600\ncheckout,1,desktop,4600\n", "column `n`", "column")]
    [InlineData("experiment,variation,customer_segment,total\ncheckout,0,new,5000\ncheckout,1,new,5600\ncheckout,1,old,5600\n", "column `total`", "column")]
    [InlineData("account_type,experiment,variation,num_customer\npro,checkout,0,5000\nfree,checkout,0,5000\npro,checkout,1,5600\n", "column `num_customer`", "column")]
    [InlineData("experiment,variation,user_country,USERCOUNT\ncheckout,0,de,5000\ncheckout,0,fr,5000\ncheckout,1,de,5600\n", "column `USERCOUNT`", "column")]
    [InlineData("{\"experiment\":\"checkout\",\"variation\":0,\"client\":\"web\",\"n\":5000}\n{\"experiment\":\"checkout\",\"variation\":1,\"client\":\"web\",\"n\":5600}\n", "member `n`", "member")]
    public async Task Counts_under_another_name_are_not_lost(string text, string names, string kind)
    {
        foreach (var options in new[] { Array.Empty<string>(), ["--json"] })
        {
            Assert.Equal(
                new Gb.Run(ExitCode.BadInput, "", $"gb: {files.PathOf("exposures")}: each line counts as one exposure, but the {names} may be counts; name the {kind} of counts `count`, or that of users `user`\n"),
                await SrmAsync(text, options));
        }
    }

    /// <summary>A query by account counts its users; a column of what an account did is no count of users.</summary>
    [Theory]
    [InlineData("account_id,experiment,variation,n\na1,checkout,0,50\na1,checkout,1,56\na2,checkout,0,7\n", "account_id", "n")]
    [InlineData("experiment,variation,customerId,numUsers\ncheckout,0,c1,50\ncheckout,1,c2,56\n", "customerId", "numUsers")]
    [InlineData("CLIENT_KEY,experiment,variation,COUNT(*)\nc1,checkout,0,50\nc2,checkout,1,56\n", "CLIENT_KEY", "COUNT(*)")]
    [InlineData("stripe_customer_id,experiment,variation,num_users\nc1,checkout,0,50\nc2,checkout,1,56\n", "stripe_customer_id", "num_users")]
    [InlineData("ga_client_id,experiment,variation,sessions\nc1,checkout,0,5\nc2,checkout,1,6\n", null, null)]
    [InlineData("user_account_id,experiment,variation,events\nc1,checkout,0,5\nc2,checkout,1,6\n", null, null)]
    [InlineData("account_id,experiment,variation,events\na1,checkout,0,50\na2,checkout,1,56\n", null, null)]
    [InlineData("account_id,experiment,variation,n\na1,checkout,0,1\na2,checkout,1,1\n", null, null)]
    [InlineData("account_id,user_id,experiment,variation,n\na1,u1,checkout,0,5\na2,u2,checkout,1,6\n", null, null)]
    [InlineData("account_id,experiment,variation\na1,checkout,0\na2,checkout,1\n", null, null)]
    public async Task Counts_by_account_are_not_lost(string text, string? accounts, string? count)
    {
        var run = await SrmAsync(text);

        Assert.Equal(
            accounts is null ? "" : $"gb: {files.PathOf("exposures")}: each line counts as one exposure, but the column `{count}` may be counts; name the column of counts `count`, or leave it out if each line is one user by `{accounts}`\n",
            run.Error);
        Assert.Equal(accounts is null ? ExitCode.Ok : ExitCode.BadInput, run.Code);
    }

    /// <summary>The nearest of <c>0</c> and <c>1</c> is no help.</summary>
    [Theory]
    [InlineData("b", "")]
    [InlineData("b", ",\"meta\":[{\"name\":\"a\"},{\"name\":\"b\"}]")]
    [InlineData("2", "")]
    public async Task Variations_without_keys_are_named_by_their_numbers(string variation, string meta)
    {
        var payload = files.Write("numbered.json", Payload.Replace("\"hashVersion\"", meta.TrimStart(',') + (meta.Length > 0 ? "," : "") + "\"hashVersion\"", StringComparison.Ordinal));
        var run = await Gb.RunAsync("srm", files.Write("exposures", $"checkout,0\ncheckout,{variation}\n"), "--payload", payload);
        var find = await Gb.RunAsync("find-user", payload, "--experiment", "checkout", "--variation", variation + "x");

        Assert.Contains($"has no variation `{variation}`; its variations have no keys but their numbers, 0 to 1\n", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("it has 0, 1; its variations have no keys but their numbers, 0 to 1\n", find.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("experiment,variation,user_id\ncheckout,0,5000\ncheckout,1,5600\n")]
    [InlineData("id,experiment,variation,totalOrders\n5000,checkout,0,3\n5600,checkout,1,4\n")]
    [InlineData("userid,experiment,variation,total\nu1,checkout,0,3\nu2,checkout,1,4\n")]
    [InlineData("USERID,experiment,variation,N\nu1,checkout,0,3\nu2,checkout,1,4\n")]
    [InlineData("visitorid,experiment,variation,visits\nu1,checkout,0,3\nu2,checkout,1,4\n")]
    [InlineData("deviceid,experiment,variation,n\nu1,checkout,0,3\nu2,checkout,1,4\n")]
    [InlineData("distinct_id,experiment,variation,events\nu1,checkout,0,3\nu2,checkout,1,4\n")]
    [InlineData("user_pseudo_id,experiment,variation,sessions\nu1,checkout,0,3\nu2,checkout,1,4\n")]
    [InlineData("shopper,experiment,variation,order_total\nu1,checkout,0,3\nu2,checkout,1,4\nu3,checkout,1,5\n")]
    [InlineData("experiment,variation,timestamp,isMobile\ncheckout,0,1767225600,0\ncheckout,1,1767225601,1\n")]
    [InlineData("experiment,variation,age\ncheckout,0,25\ncheckout,1,31\ncheckout,1,40\n")]
    [InlineData("experiment,variation,n\ncheckout,0,a\ncheckout,1,7\n")]
    [InlineData("{\"experiment\":\"checkout\",\"variation\":0,\"hashAttribute\":\"id\",\"hashValue\":17}\n{\"experiment\":\"checkout\",\"variation\":1,\"hashAttribute\":\"id\",\"hashValue\":18}\n")]
    [InlineData("{\"experiment\":\"checkout\",\"variation\":0,\"n\":5000}\n{\"experiment\":\"checkout\",\"variation\":1}\n")]
    public async Task Single_exposures_with_other_numbers_are_counted(string text)
    {
        var run = await SrmAsync(text);

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("latin1", "variation,expériment\n0,checkout\n1,checkout\n", ": line 1: not UTF-8, such as text in Latin-1; convert it to UTF-8 (byte 14)")]
    [InlineData("latin1", "\n\nécheckout,0\ncheckout,1\n", ": line 3: not UTF-8, such as text in Latin-1; convert it to UTF-8 (byte 1)")]
    [InlineData("utf-16", "experiment,variation\ncheckout,0\n", ": is UTF-16; convert it to UTF-8, such as with `iconv -f UTF-16 -t UTF-8`, or in PowerShell with `Out-File -Encoding utf8`")]
    [InlineData("utf-16BE", "experiment,variation\ncheckout,0\n", ": is UTF-16; convert it to UTF-8, such as with `iconv -f UTF-16 -t UTF-8`, or in PowerShell with `Out-File -Encoding utf8`")]
    [InlineData("utf-16", "实验,变化\ncheckout,0\n", ": line 1: not UTF-8, such as text in UTF-16; convert it to UTF-8 (byte 1)")]
    public async Task A_first_line_in_another_encoding_refuses_the_file(string encoding, string text, string message)
    {
        var file = files.Write("exposures", Encoding.GetEncoding(encoding).GetBytes(text));
        var run = await Gb.RunAsync("srm", file, "--payload", files.Write("p.json", Payload));

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.Equal($"gb: {file}{message}", MessagesOf(run)[0]);
        Assert.DoesNotContain("not tested", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("experiment,variation,count\n")]
    [InlineData("checkout,0,0\n")]
    [InlineData("other,0\nother,1\n")]
    public async Task Without_exposures_to_test_there_is_no_result(string text)
    {
        foreach (var options in new[] { Array.Empty<string>(), ["--json"] })
        {
            var run = await SrmAsync(text, options);

            Assert.Equal((ExitCode.BadInput, "", $"gb: {files.PathOf("exposures")}: no exposures of experiments of the payload"), (run.Code, run.Output, MessagesOf(run)[^1]));
        }
    }

    [Fact]
    public async Task Unknown_experiments_are_named_with_the_nearest_key()
    {
        var run = await SrmAsync("checkout,0,500\ncheckout,1,510\nchekout,0,7\nother,0,2\nchekout,1,1\n");
        var many = await SrmAsync("checkout,0\n" + string.Concat(Enumerable.Range(0, 9).Select(i => $"other-{i},0\n")));

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(
            $"gb: {files.PathOf("exposures")}: not tested: 10 exposures of experiments that the payload does not have, or of contextual bandits: `chekout` (did you mean checkout?), `other`\n",
            run.Error);
        Assert.EndsWith(" contextual bandits, such as `other-0`, `other-1`, `other-2`, `other-3`, `other-4`\n", many.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, 1000, "match: 1 experiment or rollout has the shares of the payload")]
    [InlineData(1000, 1130, "suspect: 1 of 1 experiment or rollout: checkout")] // chi-square 130²/2130 = 7.93, p 0.0049
    [InlineData(1000, 1500, "mismatch: 1 of 1 experiment or rollout: checkout")]
    public async Task The_summary_has_the_worst_verdict(int first, int second, string summary)
    {
        var run = await SrmAsync($"checkout,0,{first}\ncheckout,1,{second}\n");

        Assert.Equal((summary.StartsWith("mismatch", StringComparison.Ordinal) ? ExitCode.Different : ExitCode.Ok, summary), (run.Code, run.Lines[^1]));
    }

    /// <summary>There are exposures, and the payload lets no user in.</summary>
    [Theory]
    [InlineData("\"coverage\":0")]
    [InlineData("\"ranges\":[[0,0],[0,0]]")]
    public async Task Exposures_without_an_expected_share_have_no_test(string member)
    {
        const string Note = "not tested: 1 of 2 experiments and rollouts: off";
        var payload = files.Write("off.json", Payload.Replace("]}}}", $",{{\"key\":\"off\",\"variations\":[1,2],\"hashVersion\":2,{member}}}]}}}}}}", StringComparison.Ordinal));
        var (both, only, page) = (files.Write("both.csv", "checkout,0,500\ncheckout,1,510\noff,0,3\noff,1,4\n"), files.Write("only.csv", "off,0\noff,1\n"), files.PathOf("off.html"));

        var text = await Gb.RunAsync("srm", both, "--payload", payload, "--html", page);
        var alone = await Gb.RunAsync("srm", only, "--payload", payload);
        var json = Value.Parse((await Gb.RunAsync("srm", both, "--payload", payload, "--json")).Output).Value!["experiments"];
        var tested = Value.Parse((await Gb.RunAsync("srm", files.Write("one.csv", "checkout,0,500\ncheckout,1,510\n"), "--payload", payload, "--json")).Output).Value!["experiments"];

        Assert.Equal((ExitCode.BadInput, $"{Note}; match: 1 experiment or rollout has the shares of the payload"), (text.Code, text.Lines[^1]));
        Assert.Contains(text.Lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^off +0 +3 +– +42\.857 % .* – +untested$"));
        Assert.Contains("off: not tested, the payload lets no user in", text.Lines);
        Assert.Equal((ExitCode.BadInput, "nothing is tested: 1 experiment or rollout has no verdict"), (alone.Code, alone.Lines[^1]));
        Assert.Equal("untested,null,null,null,null", string.Join(',', json[1]["verdict"].AsString(), json[1]["p"].ToJson(), json[1]["adjusted"].ToJson(), json[1]["effect"].ToJson(), json[1]["deviation"].ToJson()));
        Assert.Equal(tested[0], json[0]); // as if the other experiment had no exposures
        Assert.Contains(Note, File.ReadAllText(page), StringComparison.Ordinal);
    }

    /// <summary>Aggregates have no order, also if each of them is of one user.</summary>
    [Fact]
    public async Task A_column_of_counts_has_no_sequential_test()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"checkout,{(i < 30 ? 0 : 1)},1\n"));

        Assert.DoesNotContain("sequential p", (await SrmAsync("experiment,variation,count\n" + rows)).Output, StringComparison.Ordinal);
        Assert.Contains("sequential p", (await SrmAsync("experiment,variation\n" + rows.Replace(",1\n", "\n", StringComparison.Ordinal))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_users_a_simulation_and_a_merge_have_no_result()
    {
        var (payload, empty) = (files.Write("p.json", Payload), files.Write("empty.jsonl", ""));
        await Gb.RunAsync("simulate", payload, "--users", empty, "--partial", files.PathOf("part.json"));

        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {empty}: no users\n"), await Gb.RunAsync("simulate", payload, "--users", empty));
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", "gb: the parts have no users\n"), await Gb.RunAsync("merge", files.PathOf("part.json")));
    }

    private Task<Gb.Run> SrmAsync(string text, params string[] options) =>
        Gb.RunAsync(["srm", files.Write("exposures", text), "--payload", files.Write("p.json", Payload), .. options]);

    private static string[] MessagesOf(Gb.Run run) => run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
