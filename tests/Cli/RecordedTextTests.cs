using System.Text;

namespace GrowthBook.Cli.Tests;

public sealed class RecordedTextTests(Files files) : IClassFixture<Files>
{
    [Theory]
    [InlineData("""{"feature":"f","result":{"a":"}"},"effects":[1]}""", """{"a":"}"}""", "[1]")]
    [InlineData("""{"effects": [ ] ,"context":{"attributes":{"result":1,"effects":2}},"result": true }""", "true", "[ ]")]
    [InlineData("""{"result":"é\n","effects":[{"result":1}],"id":{"effects":[]}}""", "\"é\\n\"", """[{"result":1}]""")]
    public void The_members_of_the_record_are_found(string line, string result, string effects)
    {
        var utf8 = Encoding.UTF8.GetBytes(line);

        Assert.True(RecordedText.TryFind(utf8, out var text));
        Assert.Equal((result, effects), (Encoding.UTF8.GetString(utf8[text.Result]), Encoding.UTF8.GetString(utf8[text.Effects])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"feature":"f"}""")]
    [InlineData("""{"result":1}""")]
    [InlineData("""{"result":1,"result":2,"effects":[]}""")]
    [InlineData("""{"result":1,"effects":[]""")]
    [InlineData("""{"result":1,"effects":[]} {}""")]
    [InlineData("""{"result":1,"effects":[}""")]
    [InlineData("""{"result":1,"effects":[],"notFinite":{}}""")]
    [InlineData("""{"result":1,"effects":[],"nothing":1}""")]
    [InlineData("""{"context":{"atributes":1},"result":1,"effects":[]}""")]
    public void A_line_without_exactly_one_of_each_has_none(string line) =>
        Assert.False(RecordedText.TryFind(Encoding.UTF8.GetBytes(line), out _));

    [Theory]
    [InlineData("""{"result":{"a":1},"effects":[],"id":7}""", """{"result":null,"effects":null,"id":7}""")]
    [InlineData("""{"id":7,"effects":[1,2],"feature":"f","result":1}""", """{"id":7,"effects":null,"feature":"f","result":null}""")]
    public void A_request_has_null_in_the_place_of_the_outcome(string line, string expected)
    {
        var utf8 = Encoding.UTF8.GetBytes(line);
        Assert.True(RecordedText.TryFind(utf8, out var text));
        var request = new byte[utf8.Length + RecordedText.MaxGrowth];

        var length = text.CopyRequest(utf8, request);

        Assert.Equal(expected, Encoding.UTF8.GetString(request, 0, length));
    }

    [Theory]
    [InlineData("""{"context":{"attributes":{"result":1}},"feature":"f","result":2,"effects":[]}""", "\"result\":2")]
    [InlineData("""{"feature":"f","result":{} not JSON""", "\"result\":{} not")]
    public void The_result_is_found_without_reading_it(string line, string start)
    {
        var at = RecordedText.StartOf(Encoding.UTF8.GetBytes(line));

        Assert.NotNull(at);
        Assert.StartsWith(start, line[at.Value..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"feature":"f"}""")]
    [InlineData("""{"result":1,"feature":"f"}""")]
    [InlineData("""{"feature":"f", "result":1}""")]
    [InlineData("""{"feature":"f","notFinite":{},"result":1}""")]
    [InlineData("""{"contxt":{},"result":1}""")]
    [InlineData("""{"context":{"atributes":{}},"result":1}""")]
    [InlineData("""{"feature":,"result":1}""")]
    public void A_line_of_another_form_has_no_result_to_compare(string line) =>
        Assert.Null(RecordedText.StartOf(Encoding.UTF8.GetBytes(line)));

    /// <summary>Other SDKs write members in another order, and with white space.</summary>
    [Theory]
    [InlineData("""{"on":true,"value":1,"off":false,"ruleId":"a","source":"force"}""")]
    [InlineData("""{ "value" : 1.0, "on" : true, "off" : false, "source" : "force", "ruleId" : "\u0061" }""")]
    public async Task An_outcome_in_another_form_is_the_same(string result)
    {
        var payload = files.Write("p.json", """{"features":{"f":{"rules":[{"id":"a","force":1}]}}}""");
        var record = $$$$"""{"feature":"f","effects":[{"featureKey":"f","type":"featureEvaluated","result":{{{{result}}}}}],"result":{{{{result}}}}}""";

        var run = await Gb.RunWithAsync(record, "replay", "--records", "-", "--payload", payload);

        Assert.Equal(new Gb.Run(ExitCode.Ok, "replayed 1: 1 the same, 0 different\n", ""), run);
    }

    [Fact]
    public async Task A_recording_with_an_infinity_replays_without_a_difference()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1e400}}}""");
        var record = await Gb.RunAsync("eval", "f", "--payload", payload, "--attributes", """{"a":-1e400}""", "--json");
        Assert.Contains("\"notFinite\":{\"context\":{\"attributes\":{\"a\":\"-Infinity\"}},\"result\":{\"value\":\"Infinity\"}", record.Output, StringComparison.Ordinal);

        var run = await Gb.RunWithAsync(record.Output, "replay", "--records", "-", "--payload", payload);

        Assert.Equal(new Gb.Run(ExitCode.Ok, "replayed 1: 1 the same, 0 different\n", ""), run);
    }
}
