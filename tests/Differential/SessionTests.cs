#if !PURE_NETSTANDARD
using System.Text.Json.Nodes;
using GrowthBook.Client;

namespace GrowthBook.Pure.Differential;

/// <summary>Sessions of users with sticky bucketing: each step has the result of the reference, and the same documents change.</summary>
public class SessionTests
{
    [SkippableFact]
    public async Task Results_and_saved_documents_of_each_step_are_those_of_the_reference()
    {
        Reference.Need();
        var seed = Reference.Seed();
        var (sessions, sticky) = (0, 0);
        foreach (var line in Reference.Sessions(seed, 500))
        {
            sticky += await ReplayAsync(JsonNode.Parse(line.Span)!, $"seed {seed}, session {sessions}");
            sessions++;
        }
        Assert.Equal(500, sessions);
        Assert.True(sticky > 100, $"seed {seed}: only {sticky} results used a sticky bucket");
    }

    private static async Task<int> ReplayAsync(JsonNode session, string place)
    {
        var saved = new Saved();
        var store = new InMemoryStickyBucketStore();
        foreach (var document in session["stored"]!.AsArray())
            await store.SaveAsync(StickyAssignmentDocument.Parse(document!.ToJsonString()).Value!, CancellationToken.None);
        await using var client = new GrowthBookClient(new GrowthBookOptions(), new ClientServices
        {
            Source = new InMemoryPayloadSource(session["payload"]!.ToJsonString()),
            StickyBuckets = store,
            Observers = [saved],
        });
        await client.StartAsync();
        var initial = Attributes.Parse(session["attributes"]!.ToJsonString()).Value;
        var user = await client.UserAsync(initial);
        var (step, sticky) = (0, 0);
        foreach (var node in session["steps"]!.AsArray())
        {
            var drawn = node!.AsObject();
            saved.Documents.Clear();
            string? result = null;
            if (drawn["attributes"] is { } attributes)
                user = user.WithAttributes(Attributes.Parse(attributes.ToJsonString()).Value);
            else if (drawn["url"] is { } url)
                user = user.WithUrl(url.GetValue<string>());
            else if (drawn["feature"] is { } feature)
                result = user.EvalFeature(feature.GetValue<string>()).ToString();
            else
                result = user.Run(Experiment.Parse(drawn["experiment"]!.ToJsonString()).Value!).ToString();
            step++;
            Assert.True(result is null || JsonNode.DeepEquals(JsonNode.Parse(result), drawn["result"]), $"{place}, step {step}: {result} instead of {drawn["result"]?.ToJsonString()}");
            sticky += result?.Contains("\"stickyBucketUsed\":true", StringComparison.Ordinal) == true ? 1 : 0;

            // The reference also saves documents of identifiers that the user got later, although it has not read them.
            var expected = drawn["saved"]!.AsArray().Where(document => initial.ContainsKey(document!["attributeName"]!.GetValue<string>()));
            Assert.True(
                saved.Documents.Count == expected.Count() && saved.Documents.Zip(expected).All(pair => JsonNode.DeepEquals(JsonNode.Parse(pair.First.ToString()), pair.Second)),
                $"{place}, step {step}: saved {string.Join(", ", saved.Documents)} instead of {string.Join(", ", expected.Select(document => document!.ToJsonString()))}");
        }
        return sticky;
    }

    private sealed class Saved : IEffectHandler
    {
        public List<StickyAssignmentDocument> Documents { get; } = [];

        public void Handle(EffectEvent effectEvent)
        {
            if (effectEvent.Effect is Effect.StickyBucketAssigned assigned)
                Documents.Add(assigned.Document);
        }
    }
}
#endif
