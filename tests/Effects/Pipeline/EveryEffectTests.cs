using System.Reflection;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>
/// Every type switch over effects handles every kind. The compiler does not check it, so reflection finds the kinds.
/// </summary>
public class EveryEffectTests
{
    private static readonly Dictionary<Type, Effect> All = new Effect[]
    {
        SampleEffects.Exposure(), SampleEffects.Usage("f", 1), new Effect.StickyBucketAssigned(SampleEffects.Document("1", ("e__0", "x"))),
        new Effect.EventLogged("Purchase", Value.Object.Empty.With("total", 1)),
    }.ToDictionary(effect => effect.GetType());

    public static TheoryData<Type> Kinds() =>
        [.. typeof(Effect).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(type => type.BaseType == typeof(Effect))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_handler_and_a_sink_of_functions_call_the_one_of_its_kind(Type kind)
    {
        var called = new List<string>();
        var effectEvent = SampleEffects.Event(All[kind]);
        EffectHandler.Of(
            (experiment, result, context) => Note(nameof(Effect.ExperimentViewed), (experiment, result) == (SampleEffects.Exposure().Experiment, SampleEffects.Exposure().Result), context),
            (key, result, context) => Note(nameof(Effect.FeatureEvaluated), key == "f" && result.Value == (Value)1, context),
            (document, context) => Note(nameof(Effect.StickyBucketAssigned), document.Key == "id||1", context),
            (name, properties, context) => Note(nameof(Effect.EventLogged), name == "Purchase" && properties["total"] == (Value)1, context)).Handle(effectEvent);
        await EffectSink.Of(
            (experiment, _, context, _) => Done(nameof(Effect.ExperimentViewed), experiment.Key == "e", context),
            (key, _, context, _) => Done(nameof(Effect.FeatureEvaluated), key == "f", context),
            (document, context, _) => Done(nameof(Effect.StickyBucketAssigned), document.Key == "id||1", context),
            (name, properties, context, _) => Done(nameof(Effect.EventLogged), name == "Purchase" && properties["total"] == (Value)1, context)).WriteAsync([effectEvent], default);
        Assert.Equal([kind.Name, kind.Name], called);
        EffectHandler.Of(onExperimentViewed: null).Handle(effectEvent);
        await EffectSink.Of(onExperimentViewed: null).WriteAsync([effectEvent], default);

        void Note(string name, bool isAsGiven, Context context)
        {
            Assert.True(isAsGiven);
            Assert.Same(effectEvent.Context, context);
            called.Add(name);
        }

        ValueTask Done(string name, bool isAsGiven, Context context)
        {
            Note(name, isAsGiven, context);
            return default;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_an_event_or_an_assignment(Type kind) =>
        Assert.Equal(kind != typeof(Effect.StickyBucketAssigned), TrackingEvent.Of(All[kind]) is not null);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_handler_gets_an_exposure_at_least_once(Type kind)
    {
        var passed = new List<EffectEvent>();
        var (pipeline, _) = Pipelines.Once(passed.Add);
        pipeline.Deliver(SampleEffects.Event(All[kind]));
        pipeline.Deliver(SampleEffects.Event(All[kind]));
        Assert.Equal(kind == typeof(Effect.StickyBucketAssigned) || kind == typeof(Effect.EventLogged) ? 2 : 1, passed.Count);
        new ActivityEventHandler().Handle(passed[0]);
    }
}
