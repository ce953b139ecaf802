using System.Text;

namespace GrowthBook.Analysis.Tests.Replays;

/// <summary>What is read is what <see cref="EvaluationRecord.Parse(string, Payload, string)"/> reads without a fault.</summary>
public sealed class RequestReaderTests
{
    private static readonly Payload Shop = Payload.Parse(Sources.Shop()).Value;

    private readonly RequestReader _reader = new(Shop);

    public static TheoryData<string> Common() =>
    [
        """{"feature":"f","context":{}}""",
        """{"context":{},"feature":"f","result":{"a":"}"},"effects":[1]}""",
        """ { "effects" : [ "é\n" ] ,"id":[null], "context" : { "attributes":{"result":1,"effects":2}, "qaMode":true },"result": true, "feature":"f" } """,
        """{"context":{"attributes":{"a":-1e400,"big":1234567890,"digits":"0"},"url":"https://a/?b=1","forcedVariations":{"e":1},"blockedChangeIds":["c"]},"condition":{"a":{"$gt":999999999}}}""",
        """{"context":{},"experiment":{"key":"e","variations":[0,1]},"payloadHash":"sha256:0","hasReachedStepLimit":true,"result":null,"effects":null}""",
        """{"result":1,"result":{"a":[[[]]]},"context":{},"feature":"f"}""",
    ];

    public static TheoryData<string> Other() =>
    [
        "", "[]", "{", "{}",
        """{"feature":"f"}""",
        """{"context":null,"feature":"f"}""",
        """{"context":{"attributes":{"id":12345678901234567}},"feature":"f"}""",
        """{"result":1,"effects":[]}""",
        """{"context":{},"feature":"f","result":1,"effects":[]""",
        """{"context":{},"feature":"f","result":1,"effects":[]} {}""",
        """{"context":{},"feature":"f","result":1,"effects":[}""",
        """{"context":{},"feature":"f","result":1,"effects":[1,]}""",
        """{"context":{},"feature":"f","result":{"a":tru},"effects":[]}""",
        """{"context":{},"feature":"f","result":1,"effects":[],"notFinite":{}}""",
        """{"context":{},"feature":"f","result":1,"effects":[],"nothing":1}""",
        """{"context":{"atributes":1},"feature":"f"}""",
        """{"context":{"url":5},"feature":"f"}""",
        """{"context":7,"feature":"f"}""",
        """{"context":{"attributes":{"deep":DEEP}},"feature":"f"}""".Replace("DEEP", new string('[', 300) + new string(']', 300), StringComparison.Ordinal),
        """{"context":{},"feature":"f","feature":"g"}""",
        """{"context":{},"feature":"f","condition":{}}""",
        """{"context":{},"feature":null}""",
        """{"context":{},"feature":"f","id":1,"id":2}""",
        """{"feature":"f","context":{},"context":{}}""",
        """{"context":{},"feature":"f","payload":{"features":{}}}""",
        """{"context":{},"feature":"f","payloadHash":1}""",
        """{"context":{},"condition":{"a":{"$unknown":1}}}""",
    ];

    [Theory]
    [MemberData(nameof(Common))]
    public void A_record_of_the_common_form_is_read(string line) => Assert.True(IsRead(line));

    [Theory]
    [MemberData(nameof(Other))]
    public void A_record_of_another_form_is_not(string line)
    {
        Assert.Null(_reader.Read(Encoding.UTF8.GetBytes(line)));
        Assert.True(IsRead("""{"id":1,"context":{"attributes":{"a":[1]}},"feature":"f"}""")); // as by a new reader
    }

    [Fact]
    public void The_records_of_the_shop_are_read()
    {
        foreach (var line in Sources.Shop("records.jsonl").Split('\n').Where(line => line.Length > 0))
            Assert.True(IsRead(line), line);
    }

    /// <summary>A changed character or a cut end is found wherever it is, also in an outcome.</summary>
    [Fact]
    public void A_damaged_record_is_read_as_the_parser_reads_it_or_not_at_all()
    {
        var random = new Random(77);
        var lines = Sources.Shop("records.jsonl").Split('\n').Where(line => line.Length > 0).Take(200).ToArray();
        const string Characters = "\"\\{}[]:,0123456789.eE+-tfnu é\u0001";
        var count = 0;
        for (var i = 0; i < 4000; i++)
        {
            var line = lines[random.Next(lines.Length)].ToCharArray();
            line[random.Next(line.Length)] = Characters[random.Next(Characters.Length)];
            count += IsRead(new string(line, 0, random.Next(4) == 0 ? random.Next(line.Length) : line.Length)) ? 1 : 0;
        }
        Assert.InRange(count, 400, 3600);
    }

    [Theory]
    [InlineData("""{"context":{"attributes":{"result":1}},"feature":"f","result":2,"effects":[]}""", "\"result\":2")]
    [InlineData("""{"id":7,"context":{},"feature":"f","result":{} not JSON""", "\"result\":{} not")]
    public void A_record_is_read_up_to_its_result(string line, string rest)
    {
        var read = _reader.ReadToResult(Encoding.UTF8.GetBytes(line), out var result);

        Assert.StartsWith(rest, line[result..], StringComparison.Ordinal);
        Assert.Equal(EvaluationRecord.Parse(line[..(result - 1)] + "}", Shop).Value.Record!.ToString(), read!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"feature":"f"}""")]
    [InlineData("""{"result":1,"feature":"f"}""")]
    [InlineData("""{"feature":"f", "result":1}""")]
    [InlineData("""{"feature":"f","notFinite":{},"result":1}""")]
    [InlineData("""{"contxt":{},"feature":"f","result":1}""")]
    [InlineData("""{"context":{"atributes":{}},"feature":"f","result":1}""")]
    [InlineData("""{"feature":,"result":1}""")]
    public void A_line_of_another_form_has_no_result_to_compare(string line) =>
        Assert.Null(_reader.ReadToResult(Encoding.UTF8.GetBytes(line), out _));

    /// <summary>Whether a record is read; it is as the parser reads it, and the parser finds a fault in its outcome at most.</summary>
    private bool IsRead(string line)
    {
        if (_reader.Read(Encoding.UTF8.GetBytes(line)) is not { } read)
            return false;
        var ((record, _), faults) = EvaluationRecord.Parse(line, Shop);
        Assert.DoesNotContain(faults, fault => !fault.Path.StartsWith("$.result", StringComparison.Ordinal) && !fault.Path.StartsWith("$.effects", StringComparison.Ordinal) && fault.Path != "$.payloadHash");
        Assert.Equal((record! with { Recorded = null }).ToString(), read.ToString());
        return true;
    }
}
