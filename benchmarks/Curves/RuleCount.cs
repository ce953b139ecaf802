using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>How the time of an evaluation grows with the rules that must be looked at before one applies.</summary>
[MemoryDiagnoser]
[BenchmarkCategory("rules")]
public class RuleCount
{
    private Context _context = new();
    private Dictionary<string, Value> _user = [];
    private string[] _plans = [];
    private (FeatureResult, Effects)[] _answers = [];

    [Params(1, 10, 100, 1_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _plans = [.. Enumerable.Range(1, Rules - 1).Select(i => string.Create(CultureInfo.InvariantCulture, $"pr{i}")), "pro"];
        var rules = _plans.Select(plan =>
            $$$"""
            {"id":"{{{plan}}}","condition":{"plan":"{{{plan}}}"},"force":true}
            """);
        var payload = Workload.Parse(Encoding.UTF8.GetBytes(
            "{\"features\":{\"many-rules\":{\"defaultValue\":false,\"rules\":[" + string.Join(',', rules) + "]}}}"));
        _answers = [
            .. _plans.Select(plan => Answer(new FeatureResult(true, FeatureResultSource.Force, plan))),
            Answer(new FeatureResult(false, FeatureResultSource.DefaultValue)),
        ];
        for (var i = 0; i < Workload.Current.Users.Length; i++)
        {
            var actual = Evaluator.EvalFeature(new Context(payload, Workload.Current.Users[i]), "many-rules");
            if (!Agreement.IsSame(ByHand(HandWrittenFeatures.Current.Users[i]), actual))
                throw new InvalidOperationException($"user {i}: {actual}");
        }
        _context = new Context(payload, Workload.Current.Users[42]);
        _user = HandWrittenFeatures.Current.Users[42];
    }

    [Benchmark(Baseline = true)]
    public int HandWritten_LastRuleApplies() => Answers.Count(ByHand(_user));

    [Benchmark]
    public int Evaluate_LastRuleApplies() => Answers.Count(Evaluator.EvalFeature(_context, "many-rules"));

    private static (FeatureResult, Effects) Answer(FeatureResult result) =>
        (result, [new Effect.FeatureEvaluated("many-rules", result)]);

    private (FeatureResult, Effects) ByHand(Dictionary<string, Value> user)
    {
        var plan = ((Value.String)user["plan"]).Content;
        for (var i = 0; i < _plans.Length; i++)
        {
            if (_plans[i] == plan)
                return _answers[i];
        }
        return _answers[^1];
    }
}
