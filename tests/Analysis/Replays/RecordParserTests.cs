using System.Text;

namespace GrowthBook.Analysis.Tests.Replays;

public sealed class RecordParserTests
{
    [Fact]
    public void Records_are_read_as_alone_also_after_faults()
    {
        var shop = Payload.Parse(Sources.Shop()).Value;
        string[] odd =
        [
            "", "[]", """{"feature":"f"}""", """{"feature":"f","context":{"attributes":{"a":[1,{"b":2}""", """{"feature":"f","context":{"url":5}}""",
            """{"feature":"f","nothing":1}""", """{"experiment":{"key":"e","variations":[1,2],"hashAtribute":"id"}}""",
            """{"experiment":{"key":"e","variations":[1,2],"hashAtribute":"id"}}""", """{"feature":"f","context":{"attributes":{"deep":DEEP}}}""".Replace("DEEP", new string('[', 300) + new string(']', 300), StringComparison.Ordinal),
        ];
        var lines = Sources.Shop("records.jsonl").Split('\n').Where(line => line.Length > 0).SelectMany((line, i) => new[] { line, odd[i % odd.Length] });
        var parser = new RecordParser(shop);

        foreach (var line in lines)
        {
            var ((record, id), faults) = parser.Parse(Encoding.UTF8.GetBytes(line));

            var alone = EvaluationRecord.Parse(line, shop);
            Assert.Equal((alone.Value.Record?.ToString(), alone.Value.Id), (record?.ToString(), id));
            Assert.Equal(alone.Errors.Where(fault => fault.Path != "$.nothing").Select(fault => $"{fault}"), faults.Select(fault => $"{fault}"));
        }
    }
}
