using System.Reflection;
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
        Assert.Equal(("u-1", 1), (growthBook.Asked.Single()["id"], growthBook.Flushes));
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
        Assert.Equal(user.EvalFeature("f"), user.EvalAll()["f"]);
        Assert.Equal(user.EvalFeature("f"), user.Explain("f").Result);
        Assert.Equal(2, user.WithAttributes(new Attributes { ["plan"] = "pro" }).GetFeatureValue("f", 0));
        Assert.True(client.FlushAsync().IsCompletedSuccessfully);
        Assert.True((await client.FlushAsync(TimeSpan.Zero)).IsComplete);
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
            user.LogEvent("Checkout shown");
            await growthBook.FlushAsync();
            return $"{(user.IsOn("new-checkout") ? "one-page" : "classic")} of {user.GetFeatureValue("page-size", 10)}";
        }
    }

    private sealed class FakeClient(IGrowthBookUser user) : IGrowthBookClient
    {
        public List<Attributes> Asked { get; } = [];

        public int Flushes { get; private set; }

        public IGrowthBookUser User(Attributes attributes, string url = "")
        {
            Asked.Add(attributes);
            return user;
        }

        public ValueTask<IGrowthBookUser> UserAsync(Attributes attributes, string url = "", CancellationToken cancellationToken = default) => new(User(attributes, url));

        public Task FlushAsync(CancellationToken cancellationToken = default)
        {
            Flushes++;
            return Task.CompletedTask;
        }

        public async Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
        {
            await FlushAsync(cancellationToken);
            return new FlushResult([]);
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

        public ExperimentResult Run(Experiment experiment) =>
            new() { Key = "0", Value = experiment.Variations[0], HashAttribute = "id", HashValue = "" };

        public PageExperiments EvalPage() => new(null, []);

        public AllFeatures EvalAll(bool track = false) => Evaluator.EvalAll(Context).Result;

        public Explanation Explain(FeatureKey key) => Evaluator.Explain(Context, key);

        public void LogEvent(string name, Value.Object? properties = null) => Logged.Add(name);

        public IGrowthBookUser WithAttributes(Attributes attributes) => this;

        public IGrowthBookUser WithUrl(string url) => this;

        public IGrowthBookUser WithForcedVariation(string experimentKey, int variation) => this;

        public IGrowthBookUser WithForcedFeature(string featureKey, Value value) => this;

        public IGrowthBookUser With(Func<Context, Context> change) => this;
    }
}
