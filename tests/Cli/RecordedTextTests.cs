using System.Text;

namespace GrowthBook.Cli.Tests;

public sealed class RecordedTextTests(Files files) : IClassFixture<Files>
{
    [Theory]
    [InlineData("""{"feature":"f","result":{"a":"}"},"effects":[1]}""", """{"a":"}"}""", "[1]")]
    [InlineData("""{"effects": [ ] ,"context":{"result":1,"effects":2},"result": true }""", "true", "[ ]")]
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
    public void A_line_without_exactly_one_of_each_has_none(string line) =>
        Assert.False(RecordedText.TryFind(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void A_request_has_null_for_the_outcome_and_its_other_bytes_in_place()
    {
        var line = """{"result":{"a":1},"effects":[],"id":7}"""u8;
        Assert.True(RecordedText.TryFind(line, out var text));
        var request = new byte[line.Length];

        text.CopyRequest(line, request);

        Assert.Equal("""{"result":null   ,"effects":[],"id":7}""", Encoding.UTF8.GetString(request));
    }

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
}
