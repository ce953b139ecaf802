using System.Text.Json;

namespace GrowthBook.Benchmarks;

/// <summary>
/// A row of <c>--lines</c>: work to be repeated a number of times, by the library and by hand, and how many
/// evaluations one time is. The work returns a number, so that it is not optimised away.
/// </summary>
internal sealed record Line(string Scenario, int Evaluations, Func<int, int> Library, Func<int, int> ByHand)
{
    /// <summary>Whether each call is measured separately, as the reference's benchmark measures <c>JSON.parse</c>.</summary>
    public bool IsMeasuredSingly { get; init; }

    /// <summary>All rows, in the order in which they are printed.</summary>
    public static IEnumerable<Line> All(Workload workload)
    {
        foreach (var scenario in workload.Scenarios)
            yield return Of(workload, scenario);
        yield return Sweep("sweep", workload, workload.FeatureKeys);
        yield return Sweep("sweep-nogroup", workload, workload.FeatureKeysWithoutGroups);
        yield return NewUser(workload);
        yield return Load("load-1k", () => workload.PayloadJson);
        yield return Load("load-10k", () => workload.LargePayloadJson);
    }

    private static Line Of(Workload workload, Scenario scenario)
    {
        var key = scenario.Feature;
        var context = workload.Contexts[scenario.User];
        return new Line(
            scenario.Name,
            1,
            times =>
            {
                var count = 0;
                for (var i = 0; i < times; i++)
                    count += Answers.Count(Evaluator.EvalFeature(context, key));
                return count;
            },
            times =>
            {
                var hand = HandWrittenFeatures.Current;
                var user = hand.Users[scenario.User];
                var count = 0;
                for (var i = 0; i < times; i++)
                    count += Answers.Count(hand.Answer(key, user));
                return count;
            });
    }

    private static Line Sweep(string name, Workload workload, string[] keys)
    {
        var next = 0;
        return new Line(
            name,
            keys.Length,
            times =>
            {
                var count = 0;
                for (var i = 0; i < times; i++)
                {
                    var context = workload.Contexts[next++ % workload.Contexts.Length];
                    foreach (var key in keys)
                        count += Answers.Count(Evaluator.EvalFeature(context, key));
                }
                return count;
            },
            times =>
            {
                var hand = HandWrittenFeatures.Current;
                var count = 0;
                for (var i = 0; i < times; i++)
                {
                    var user = hand.Users[next++ % hand.Users.Length];
                    foreach (var key in keys)
                        count += Answers.Count(hand.Answer(key, user));
                }
                return count;
            });
    }

    private static Line NewUser(Workload workload)
    {
        var key = workload.Scenario("simple-default").Feature;
        var next = 0;
        return new Line(
            "new-user+1eval",
            1,
            times =>
            {
                var count = 0;
                for (var i = 0; i < times; i++)
                {
                    var attributes = workload.Users[next++ % workload.Users.Length];
                    count += Answers.Count(Evaluator.EvalFeature(new Context(workload.Payload, attributes), key));
                }
                return count;
            },
            times =>
            {
                var hand = HandWrittenFeatures.Current;
                var count = 0;
                for (var i = 0; i < times; i++)
                    count += Answers.Count(hand.Answer(key, hand.Users[next++ % hand.Users.Length]));
                return count;
            });
    }

    private static Line Load(string name, Func<byte[]> json) => new(
        name,
        1,
        times =>
        {
            var text = json();
            var count = 0;
            for (var i = 0; i < times; i++)
                count += Payload.Parse(text).Value.FeatureKeys.Count;
            return count;
        },
        times =>
        {
            var text = json();
            var count = 0;
            for (var i = 0; i < times; i++)
            {
                using var document = JsonDocument.Parse(text);
                count += document.RootElement.GetProperty("features").GetPropertyCount();
            }
            return count;
        })
    {
        IsMeasuredSingly = true,
    };
}
