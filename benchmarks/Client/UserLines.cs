using GrowthBook.Client;

namespace GrowthBook.Benchmarks;

/// <summary>Users with stored assignments, an experiment in code, and all features of a user.</summary>
internal static class UserLines
{
    public static IEnumerable<ClientLine> Of(Workload workload)
    {
        var feature = workload.Scenario("experiment").Feature;
        var source = Evaluator.EvalFeature(workload.Contexts[workload.Scenario("experiment").User], feature).Result.Experiment!;
        var experiment = Experiment.Parse(source.ToString()).Value!;
        var client = new Lazy<GrowthBookClient>(() => BenchmarkClients.WithStoredAssignments(workload, feature));
        yield return new(
            "client-user-async",
            new(Nanoseconds: 500, Bytes: double.PositiveInfinity),
            () => InTurn(workload.Users, user => Documents(client.Value.UserAsync(user))),
            () => InTurn(workload.Users, user => client.Value.UserWithoutLookup(user).Context.Url.Length));
        yield return new(
            "run-inline",
            new(Ratio: 1.5),
            () => InTurn(workload.Contexts, context => Evaluator.RunExperiment(context, experiment).Result.VariationId),
            () => InTurn(workload.Contexts, context => Evaluator.EvalFeature(context, feature).Result.On ? 1 : 0));
        yield return new(
            "eval-all",
            new(Ratio: 1, Bytes: double.PositiveInfinity),
            () => InTurn(workload.Contexts, context => Evaluator.EvalAll(context).Effects.Count),
            () => InTurn(workload.Contexts, context => workload.FeatureKeys.Sum(key => Evaluator.EvalFeature(context, key).Effects.Count)));
    }

    private static int Documents(ValueTask<GrowthBookUser> user) =>
        (user.IsCompletedSuccessfully ? user.Result : user.AsTask().GetAwaiter().GetResult()).Context.StickyBuckets!.Count;

    private static Func<int, int> InTurn<T>(T[] items, Func<T, int> call)
    {
        var next = 0;
        return times =>
        {
            var (count, item) = (0, next);
            for (var i = 0; i < times; i++)
            {
                count += call(items[item]);
                item = item + 1 == items.Length ? 0 : item + 1;
            }
            next = item;
            return count;
        };
    }
}
