using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>How the time of an evaluation grows with the number of features. Up to 1,000 of them are asked in turn.</summary>
[MemoryDiagnoser]
[BenchmarkCategory("features")]
public class FeatureCount
{
    private const int Asked = 1000;

    private Dictionary<string, HandWrittenFeature> _hand = [];
    private Dictionary<string, Value> _user = [];
    private Context _context = new();
    private string[] _keys = [];
    private int _at;

    [Params(10, 100, 1_000, 10_000, 100_000)]
    public int Features { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var keys = Enumerable.Range(0, Features).Select(i => string.Create(CultureInfo.InvariantCulture, $"feature-{i}")).ToArray();
        var features = keys.Select(key =>
            $$$"""
            "{{{key}}}":{"defaultValue":false,"rules":[{"id":"r","condition":{"country":{"$in":["DE","US"]},"plan":"pro"},"force":true}]}
            """);
        var payload = Workload.Parse(Encoding.UTF8.GetBytes("{\"features\":{" + string.Join(',', features) + "}}"));
        Targeting who = new Targeting.CountriesAndPlan(["DE", "US"], "pro");
        _hand = keys.ToDictionary(
            key => key,
            HandWrittenFeature (key) => new HandWrittenFeature.Force(key, false, (who, true, "r"), null),
            StringComparer.Ordinal);
        _keys = keys.Where((_, i) => i % Math.Max(1, Features / Asked) == 0).ToArray();
        for (var i = 0; i < Workload.Current.Users.Length; i++)
        {
            var key = keys[i % keys.Length];
            var actual = Evaluator.EvalFeature(new Context(payload, Workload.Current.Users[i]), key);
            if (!Agreement.IsSame(_hand[key].Answer(HandWrittenFeatures.Current.Users[i]), actual))
                throw new InvalidOperationException($"`{key}` for user {i}: {actual}");
        }
        _user = HandWrittenFeatures.Current.Users[42];
        _context = new Context(payload, Workload.Current.Users[42]);
    }

    [Benchmark(Baseline = true)]
    public int HandWritten_OneOfManyFeatures() => Answers.Count(_hand[Next()].Answer(_user));

    [Benchmark]
    public int Evaluate_OneOfManyFeatures() => Answers.Count(Evaluator.EvalFeature(_context, Next()));

    private string Next() => _keys[_at = _at + 1 < _keys.Length ? _at + 1 : 0];
}
