using GrowthBook.Client;

namespace GrowthBook.Benchmarks;

/// <summary>Evaluations by users in turn, without receivers and with a handler and a sink, and by new users.</summary>
internal static class EvaluationLines
{
    public static IEnumerable<ClientLine> Of(Workload workload)
    {
        var experiment = workload.Scenario("experiment").Feature;
        var plain = workload.Scenario("simple-default").Feature;
        var withoutReceivers = new Lazy<GrowthBookUser[]>(() => Users(workload, BenchmarkClients.WithoutReceivers(workload)));
        var withReceivers = new Lazy<GrowthBookUser[]>(() => Users(workload, BenchmarkClients.WithReceivers(workload)));
        yield return new("client-no-receiver", new(Ratio: 1.3, IsParallel: true), () => InTurn(withoutReceivers.Value, experiment), () => InTurn(workload.Contexts, experiment));
        yield return new("client-plain-no-receiver", new(Ratio: 1.3, IsParallel: true), () => InTurn(withoutReceivers.Value, plain), () => InTurn(workload.Contexts, plain));
        yield return new("client-seen", new(Ratio: 2.5, IsParallel: true), () => InTurn(withReceivers.Value, experiment), () => InTurn(workload.Contexts, experiment));
        yield return new("client-plain-seen", new(Nanoseconds: 60, IsParallel: true), () => InTurn(withReceivers.Value, plain), () => InTurn(workload.Contexts, plain));
        var newUsers = new Lazy<NewUsers>(() => new NewUsers());
        var client = new Lazy<GrowthBookClient>(() => BenchmarkClients.WithReceivers(workload));
        yield return new("client-new-user", new(Nanoseconds: 1000, Bytes: 500), () => newUsers.Value.Evaluate(client.Value, experiment), () => newUsers.Value.Evaluate(workload.Payload, experiment));
    }

    private static GrowthBookUser[] Users(Workload workload, GrowthBookClient client) => [.. workload.Users.Select(user => client.User(user))];

    private static Func<int, int> InTurn(GrowthBookUser[] users, string feature)
    {
        var next = 0;
        return times =>
        {
            var (count, user) = (0, next);
            for (var i = 0; i < times; i++)
            {
                count += users[user].EvalFeature(feature).On ? 1 : 0;
                user = user + 1 == users.Length ? 0 : user + 1;
            }
            next = user;
            return count;
        };
    }

    private static Func<int, int> InTurn(Context[] contexts, string feature)
    {
        var next = 0;
        return times =>
        {
            var (count, user) = (0, next);
            for (var i = 0; i < times; i++)
            {
                count += Evaluator.EvalFeature(contexts[user], feature).Result.On ? 1 : 0;
                user = user + 1 == contexts.Length ? 0 : user + 1;
            }
            next = user;
            return count;
        };
    }
}
