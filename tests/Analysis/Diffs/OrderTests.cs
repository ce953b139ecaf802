namespace GrowthBook.Analysis.Tests;

/// <summary>Measures have the classes of users who are evaluated, also if rules change their order, and if experiments are new or gone.</summary>
public sealed class OrderTests
{
    private const int Users = 2_000;

    private const string Large = """{"id":"A","force":"a","hashVersion":2,"coverage":0.9,"seed":"s1"}""", Small = """{"id":"B","force":"b","hashVersion":2,"coverage":0.25}""";

    private const string Experiment = """{"id":"E","key":"e","variations":["x","y"],"hashVersion":2,"seed":"s1"}""", Half = """{"id":"H","key":"h","variations":["x","y"],"hashVersion":2,"coverage":0.5}""";

    [Theory]
    [InlineData($"{Large},{Small}", $"{Small},{Large}", "A left, B entered")]
    [InlineData($"{Small},{Large}", $"{Large},{Small}", "A entered, B left")]
    [InlineData($"{Small},{Half}", $"{Half},{Small}", "B left")]
    [InlineData($"{Half},{Small}", $"{Small},{Half}", "B entered")]
    [InlineData($"{Large},{Small},{Half}", $"{Half},{Large},{Small}", "A left, B left")]
    [InlineData($"{Large},{Small},{Half}", $"{Large},{Half},{Small}", "B left")]
    public void Rollouts_that_change_their_order_lose_and_get_users(string before, string after, string expected)
    {
        var (old, @new) = (Parse(before), Parse(after));
        var rollouts = Diff.Of(old, @new).Features.Single().Rollouts;

        Assert.Equal(expected, string.Join(", ", rollouts.OrderBy(rollout => rollout.Rule, StringComparer.Ordinal).SelectMany(
            rollout => ChangeClasses.All.Where(each => each != ChangeClass.Same && rollout.Measure.Share(each) > 0), (rollout, each) => $"{rollout.Rule} {each.ToName()}")));
        foreach (var rollout in rollouts)
        {
            Assert.True(rollout.IsExact);
            Assert.Equal(rollout.Measure.Share(ChangeClass.Left) > 0, HasLeaving(old, @new, rollout.Rule));
            Assert.Equal(rollout.Measure.Share(ChangeClass.Entered) > 0, HasLeaving(@new, old, rollout.Rule));
        }
    }

    /// <summary>Rules that change their order after a rollout, or that stay before it, take nothing from it.</summary>
    [Theory]
    [InlineData($"{Large},{Small},{Half}", $"{Large},{Half},{Small}", "A")]
    [InlineData($"{Small},{Half},{Large}", $"{Half},{Small},{Large}", "A")]
    public void Rollouts_that_keep_the_rules_before_them_have_no_change(string before, string after, string rule) =>
        Assert.DoesNotContain(Diff.Of(Parse(before), Parse(after)).Features.Single().Rollouts, rollout => rollout.Rule == rule);

    /// <summary>An experiment that is new or gone has users who enter or leave, whichever rules answered them.</summary>
    [Theory]
    [InlineData(Experiment, """{"id":"E","key":"e","variations":["x","y"],"hashVersion":2,"seed":"s1","coverage":0.7},""" + Half, "e left, h entered")]
    [InlineData(Large, $"{Small},{Half}", "h entered")]
    [InlineData(Half, $"{Small},{Half}", "h exposureLost")]
    [InlineData(Half, $"{Experiment},{Half}", "e entered, h exposureLost")]
    [InlineData(Half, Experiment, "e entered, h left")]
    public void Classes_by_measure_are_those_of_users(string before, string after, string expected)
    {
        var classes = new[] { (Parse(before), Parse(after), expected), (Parse(after), Parse(before), Reverse(expected)) };
        foreach (var (old, @new, each) in classes)
        {
            var changes = new List<UserChange>();
            for (var i = 0; i < Users; i++)
                UserComparison.Compare(new Context(old.Compiled, User(i)), @new.Compiled, "f", changes);

            Assert.Equal(each, Text(Diff.Of(old, @new).Experiments.SelectMany(
                experiment => ChangeClasses.All.Where(one => experiment.Measure.Share(one) > 0), (experiment, one) => (experiment.Key, one))));
            Assert.Equal(each, Text(changes.Where(change => change.Experiment is not null).Select(change => (change.Experiment!, change.Class))));
        }

        static string Text(IEnumerable<(string Key, ChangeClass Class)> all) => string.Join(", ", all.Where(each => each.Class != ChangeClass.Same).Select(each => $"{each.Key} {each.Class.ToName()}").Distinct().Order(StringComparer.Ordinal));

        static string Reverse(string text) => string.Join(", ", text.Split(", ").Select(each => each.Split(' ')).Select(each => $"{each[0]} {each[1] switch { "entered" => "left", "left" => "entered", "exposureLost" => "exposureGained", _ => "exposureLost" }}"));
    }

    /// <summary>Whether a user has the value of a rule before and another one after.</summary>
    private static bool HasLeaving(WrittenPayload old, WrittenPayload @new, string rule) => Enumerable.Range(0, Users).Any(i => RuleOf(old, i) == rule && RuleOf(@new, i) != rule);

    private static string? RuleOf(WrittenPayload payload, int user) => Evaluator.EvalFeature(new Context(payload.Compiled, User(user)), "f").Result.RuleId;

    private static Attributes User(int number) => new() { ["id"] = FormattableString.Invariant($"u{number}") };

    private static WrittenPayload Parse(string rules) => WrittenPayload.Parse("{\"features\":{\"f\":{\"defaultValue\":\"c\",\"rules\":[" + rules + "]}}}").Value;
}
