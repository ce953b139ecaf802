using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GrowthBook.Client;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.Testing.Tests;

/// <summary>Application code that takes the interfaces is tested with a client and a user written by hand, and runs with the real ones.</summary>
public class FakeTests
{
    [Fact]
    public async Task A_fake_client_and_user_answer_the_code_under_test()
    {
        var user = new FakeUser { Values = { ["new-checkout"] = true, ["page-size"] = 50 } };
        var growthBook = new FakeClient(user);
        Assert.Equal("one-page of 50", await new Checkout(growthBook).ShowAsync("u-1"));
        Assert.Equal(("u-1", 1, 1), (growthBook.Asked.Single()["id"], growthBook.Flushes, growthBook.Refreshes));
        Assert.Equal(["Checkout shown"], user.Logged);
    }

    [Fact]
    public async Task The_real_client_answers_the_same_code()
    {
        var effects = new RecordedEffects();
        await using var growthBook = await Of(Feature("new-checkout").On(), Feature("page-size").Returns(50)).ToClientAsync(effects);
        Assert.Equal("one-page of 50", await new Checkout(growthBook).ShowAsync("u-1"));
        effects.ShouldHaveEvaluated("new-checkout", true).ShouldHaveLogged("Checkout shown");
    }

    [Fact]
    public async Task Each_member_of_the_interfaces_is_that_of_the_real_client_and_user()
    {
        await using var real = await Of(Feature("f").Returns(1).ForceWhen("plan", "pro", 2)).ToClientAsync();
        IGrowthBookClient client = real;
        var user = client.User(new Attributes { ["id"] = "1" }, "https://a.example/");
        Assert.Equal(real.User(new Attributes { ["id"] = "1" }, "https://a.example/").Context, Assert.IsType<GrowthBookUser>(user).Context);
        Assert.Equal("https://a.example/", Assert.IsType<GrowthBookUser>(await client.UserAsync(Attributes.Empty, "https://a.example/")).Context.Url);
        Assert.Equal("https://b.example/", Assert.IsType<GrowthBookUser>(user.WithUrl("https://b.example/")).Context.Url);
        Assert.Equal(user.Attributes, user.Context.Attributes);
        Assert.Equal(1, user.WithForcedVariation("e", 1).Context.ForcedVariations["e"]);
        Assert.Equal(3, user.WithForcedFeature("f", 3).GetFeatureValue("f", 0));
        Assert.True(user.With(context => context with { QaMode = true }).Context.QaMode);
        Assert.Equal(2, user.WithEffects((effects, _) => effects).WithAttributes(new Attributes { ["plan"] = "pro" }).GetFeatureValue("f", 0));
        Assert.Equal(user.EvalFeature("f"), user.EvalAll()["f"]);
        Assert.Equal(user.EvalFeature("f"), user.Explain("f").Result);
        Assert.Equal(2, user.WithAttributes(new Attributes { ["plan"] = "pro" }).GetFeatureValue("f", 0));
        Assert.Equal("https://c.example/", (await client.UserAsync(user.WithUrl("https://c.example/"))).Context.Url);
        Assert.Equal("https://d.example/", client.UserWithoutLookup(Attributes.Empty, "https://d.example/").Context.Url);
        Assert.Equal(real.Context(Attributes.Empty), client.Context(Attributes.Empty));
        client.GlobalAttributes = new Attributes { ["country"] = "CH" };
        Assert.Equal("CH", client.User(Attributes.Empty).Attributes["country"]);
        Assert.Equal((real.Current, real.Payload, real.Effects, false), (client.Current, client.Payload, client.Effects, client.UsersNeedLookup));
        Assert.True(client.FlushAsync().IsCompletedSuccessfully);
        Assert.True((await client.FlushAsync(TimeSpan.Zero)).IsComplete);
    }

    [Fact]
    public async Task A_user_of_another_client_or_a_fake_is_refused_with_the_mend()
    {
        await using var real = await Of(Feature("f").Returns(1)).ToClientAsync();
        await using var other = await Of(Feature("f").Returns(1)).ToClientAsync();
        IGrowthBookClient client = real;
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await client.UserAsync((IGrowthBookUser)null!));
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.UserAsync(other.User(Attributes.Empty)));
        var refused = await Assert.ThrowsAsync<ArgumentException>(async () => await client.UserAsync(new FakeUser()));
        Assert.Contains("the user is a FakeUser and not a user of this client; create it with UserAsync of this client", refused.Message);
    }

    /// <summary>Code that watches the payload through the interface gets the same from both.</summary>
    [Fact]
    public async Task Refreshes_and_subscriptions_reach_the_code_from_the_real_client_and_the_fake()
    {
        var source = Of(Feature("f").Returns(1)).ToSource();
        await using var real = new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Source = source });
        await real.StartAsync();
        IGrowthBookClient client = real;
        var seen = new List<int>();
        using var every = client.Subscribe(snapshot => seen.Add(ValueOf(snapshot)));
        using var withCurrent = client.Subscribe(snapshot => seen.Add(10 * ValueOf(snapshot)), withCurrent: true);
        Assert.Equal([10], seen);
        source.Set(Of(Feature("f").Returns(2)).ToString());
        var updated = Assert.IsType<RefreshResult.Updated>(await client.RefreshAsync());
        Assert.IsType<RefreshResult.Unchanged>(await client.RefreshAsync(force: true));
        Assert.Equal([10, 2, 20], seen);

        var fake = new FakeClient(new FakeUser()) { RefreshResult = updated };
        seen.Clear();
        var ended = ((IGrowthBookClient)fake).Subscribe(snapshot => seen.Add(100 * ValueOf(snapshot)), withCurrent: true);
        using var lasting = fake.Subscribe(snapshot => seen.Add(ValueOf(snapshot)));
        fake.Publish(updated.Snapshot);
        ended.Dispose();
        fake.Publish(updated.Snapshot);
        using var late = fake.Subscribe(snapshot => seen.Add(10 * ValueOf(snapshot)), withCurrent: true);
        Assert.Equal([200, 2, 2, 20], seen);
        Assert.Same(updated, await fake.RefreshAsync());
        Assert.Same(updated, await fake.RefreshAsync(force: true));
        Assert.Equal((2, updated.Snapshot, updated.Snapshot.Payload), (fake.Refreshes, fake.Current, fake.Payload));

        static int ValueOf(PayloadSnapshot snapshot) => Evaluator.GetFeatureValue(new Context(snapshot.Payload, Attributes.Empty), "f", 0).Value;
    }

    [Fact]
    public async Task A_fake_client_returns_users_by_their_attributes_and_contexts_with_the_global_ones()
    {
        var users = new Dictionary<string, FakeUser> { ["a"] = new(), ["b"] = new() };
        var fake = new FakeClient((attributes, _) => users[attributes["id"].ToString()]) { GlobalAttributes = new Attributes { ["country"] = "CH" }, UsersNeedLookup = true };
        Assert.Same(users["b"], fake.User(new Attributes { ["id"] = "b" }));
        Assert.Same(users["a"], fake.UserWithoutLookup(new Attributes { ["id"] = "a" }));
        Assert.Same(users["a"], await fake.UserAsync(users["a"]));
        Assert.Equal(["b", "a"], fake.Asked.Select(asked => asked["id"].ToString()));
        var context = fake.Context(new Attributes { ["id"] = "b" }, "https://a.example/");
        Assert.Equal(("CH", "https://a.example/", Payload.Empty), ((string?)context.Attributes["country"].ToString(), context.Url, fake.Payload));
        fake.Effects.Run([new Effect.EventLogged("x", Value.Object.Empty)], context);
        Assert.True((await fake.FlushAsync(TimeSpan.Zero)).IsComplete);
        Assert.Equal((0, 1, true), (fake.Refreshes, fake.Flushes, fake.UsersNeedLookup));
        Assert.Null(fake.Current);
        Assert.IsType<RefreshResult.LeftToAnother>(await fake.RefreshAsync());
        Assert.Throws<ArgumentNullException>(() => new FakeClient((IGrowthBookUser)null!));
    }

    [Fact]
    public void The_interface_of_a_user_has_every_public_member_of_the_user()
    {
        static IEnumerable<string> Members(Type type) =>
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            select $"{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})";

        Assert.NotEmpty(Members(typeof(IGrowthBookUser)));
        Assert.Empty(Members(typeof(GrowthBookUser)).Except(Members(typeof(IGrowthBookUser))));
    }

    private sealed class Checkout(IGrowthBookClient growthBook)
    {
        public async Task<string> ShowAsync(string id)
        {
            var user = await growthBook.UserAsync(new Attributes { ["id"] = id });
            user = await growthBook.UserAsync(user.WithUrl("https://shop.example/checkout"));
            user.LogEvent("Checkout shown");
            await growthBook.FlushAsync();
            await growthBook.RefreshAsync();
            return $"{(user.IsOn("new-checkout") ? "one-page" : "classic")} of {user.GetFeatureValue("page-size", 10)}";
        }
    }

    private sealed class FakeUser : IGrowthBookUser
    {
        public Dictionary<FeatureKey, Value> Values { get; } = [];

        public List<string> Logged { get; } = [];

        public Context Context => new(Payload.Empty, Attributes) { ForcedFeatureValues = new(Values.Select(each => KeyValuePair.Create(each.Key.ToString(), each.Value))) };

        public Attributes Attributes => Attributes.Empty;

        public FeatureResult EvalFeature(FeatureKey key) =>
            Values.TryGetValue(key, out var value) ? new(value, FeatureResultSource.Override) : new(Value.Null.Instance, FeatureResultSource.UnknownFeature);

        public bool IsOn(FeatureKey key) => EvalFeature(key).On;

        public bool IsOff(FeatureKey key) => EvalFeature(key).Off;

        public T GetFeatureValue<T>(FeatureKey key, T fallback) => EvalFeature(key).ValueOr(fallback);

        public T GetFeatureValue<T>(FeatureKey key, T fallback, JsonTypeInfo<T> typeInfo) => EvalFeature(key).ValueOr(fallback, typeInfo);

        public T GetFeatureValue<T>(FeatureKey key, T fallback, JsonSerializerOptions options) => EvalFeature(key).ValueOr(fallback, options);

        public ExperimentResult Run(Experiment experiment) =>
            new() { Key = "0", Value = experiment.Variations[0], HashAttribute = "id", HashValue = "" };

        public PageExperiments EvalPage() => new(null, []);

        public AllFeatures EvalAll(bool track = false) => Evaluator.EvalAll(Context).Result;

        public (AllFeatures Features, ImmutableArray<ExperimentResult> Experiments) EvalAllAndRun(IEnumerable<Experiment> experiments) =>
            Evaluator.EvalAllAndRun(Context, experiments) is var (features, results, _) ? (features, results) : default;

        public Explanation Explain(FeatureKey key) => Evaluator.Explain(Context, key);

        public void LogEvent(string name, Value.Object? properties = null) => Logged.Add(name);

        public IGrowthBookUser WithAttributes(Attributes attributes) => this;

        public IGrowthBookUser WithUrl(string url) => this;

        public IGrowthBookUser WithForcedVariation(string experimentKey, int variation) => this;

        public IGrowthBookUser WithForcedFeature(string featureKey, Value value) => this;

        public IGrowthBookUser With(Func<Context, Context> change) => this;

        public IGrowthBookUser WithEffects(Func<Effects, Context, Effects> change, bool tracksExposures = false) => this;
    }
}
