using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>How the time of an evaluation grows with the ids in a saved group, or in the list of an <c>$in</c>.</summary>
[MemoryDiagnoser]
[BenchmarkCategory("ids in a group")]
public class GroupSize
{
    private HandWrittenFeature _hand = null!;
    private Dictionary<string, Value> _user = [];
    private Context _inside = new();
    private Context _outside = new();

    [Params(10, 100, 1_000, 10_000, 100_000, 1_000_000)]
    public int Ids { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var ids = Enumerable.Range(0, Ids).Select(i => string.Create(CultureInfo.InvariantCulture, $"user-{i}")).ToArray();
        var list = "[\"" + string.Join("\",\"", ids) + "\"]";
        var payload = Workload.Parse(Encoding.UTF8.GetBytes(
            $$$"""
            {"features":{
              "group":{"defaultValue":false,"rules":[{"id":"r","condition":{"id":{"$inGroup":"g"}},"force":true}]},
              "list":{"defaultValue":false,"rules":[{"id":"r","condition":{"id":{"$in":{{{list}}}}},"force":true}]}
            },"savedGroups":{"g":{{{list}}}}}
            """));
        _hand = new HandWrittenFeature.InGroup("group", false, ids.ToHashSet(StringComparer.Ordinal), true, true, "r");
        for (var i = 0; i < Workload.Current.Users.Length; i++)
        {
            var context = new Context(payload, Workload.Current.Users[i]);
            var expected = _hand.Answer(HandWrittenFeatures.Current.Users[i]);
            if (!Agreement.IsSame(expected, Evaluator.EvalFeature(context, "group"))
                || Evaluator.EvalFeature(context, "list").Result != expected.Result)
            {
                throw new InvalidOperationException($"user {i} of {Ids}");
            }
        }
        var member = ids[Ids / 2];
        _user = new Dictionary<string, Value>(StringComparer.Ordinal) { ["id"] = member };
        _inside = new Context(payload, new Attributes { ["id"] = member });
        _outside = new Context(payload, new Attributes { ["id"] = "nobody-" + member });
    }

    [Benchmark(Baseline = true)]
    public int HandWritten_InGroupHit() => Answers.Count(_hand.Answer(_user));

    [Benchmark]
    public int Evaluate_InGroupHit() => Answers.Count(Evaluator.EvalFeature(_inside, "group"));

    [Benchmark]
    public int Evaluate_InGroupMiss() => Answers.Count(Evaluator.EvalFeature(_outside, "group"));

    [Benchmark]
    public int Evaluate_InListHit() => Answers.Count(Evaluator.EvalFeature(_inside, "list"));

    [Benchmark]
    public int Evaluate_InListMiss() => Answers.Count(Evaluator.EvalFeature(_outside, "list"));
}
