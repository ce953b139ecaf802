using System.Globalization;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>
/// Reading and evaluating cost memory linear in each dimension of a payload. <c>GROWTHBOOK_SCALING</c> multiplies the sizes, for longer
/// runs by hand.
/// </summary>
public class ScalingTests
{
    private static readonly int Factor =
        int.TryParse(Environment.GetEnvironmentVariable("GROWTHBOOK_SCALING"), NumberStyles.None, CultureInfo.InvariantCulture, out var factor) ? factor : 1;

    private static readonly Dictionary<string, Func<int, string>> Payloads = new()
    {
        ["features"] = n => "{'features':{" + List(n, i => $"'f{i}':{{'defaultValue':{i}}}") + "}}",
        ["rules"] = n => Feature(List(n, i => $"{{'force':{i},'condition':{{'id':'{i}'}}}}")),
        ["malformed rules"] = n => Feature(List(n, i => $"{{'force':{i},'condition':{i}}}")),
        ["misplaced operators"] = n => Rule(List(n, i => $"'$or{i}':{i}")),
        ["unknown operators"] = n => Rule(List(n, i => $"'a{i}':{{'$what':{i}}}")),
        ["members of a condition"] = n => Rule(List(n, i => $"'a{i}':{i}")),
        ["alternatives"] = n => Rule("'$or':[" + List(n, i => $"{{'a':{i}}}") + "]"),
        ["ids of a list"] = n => Rule("'id':{'$in':[" + List(n, i => $"'{i}'") + "]}"),
        ["numbers of a list"] = n => Rule("'id':{'$in':[" + List(n, i => $"{i}.5") + "]}"),
        ["operands of all"] = n => Rule("'id':{'$all':[" + List(n, i => $"'{i}'") + "]}"),
        ["groups"] = n => "{'savedGroups':{" + List(n, i => $"'g{i}':{{'type':'condition','condition':{{'$savedGroup':{{'id':'g{i + 1}'}}}}}}") + "}}",
        ["references of a group"] = n => "{'savedGroups':{'g':{'type':'condition','condition':{'$or':[" + List(n, i => $"{{'$savedGroup':{{'id':'g{i}'}}}}") + "]}}}}",
        ["variations"] = n => Feature("{'variations':[" + List(n, i => $"{i}") + "]}"),
        ["prerequisites"] = n => Feature("{'force':1,'parentConditions':[" + List(n, i => $"{{'id':'p{i}','condition':{{'value':1}}}}") + "]}"),
        ["pattern"] = n => Rule("'id':{'$regex':'" + string.Concat(Enumerable.Repeat("(a|b)?", n)) + "'}"),
        ["redirects and patterns"] = n => "{'experiments':[{'key':'e','variations':[" + List(n, i => $"{{'urlRedirect':'https://h/{i}'}}")
            + "],'urlPatterns':[" + List(n, i => $"{{'type':'simple','pattern':'/x{i}'}}") + "]}]}",
        ["long key"] = n => "{'features':{'" + new string('k', n) + "':{'rules':[1,2,3]}}}",
    };

    public static TheoryData<string> Dimensions => [.. Payloads.Keys];

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Twice_the_payload_costs_at_most_twice_the_memory(string dimension)
    {
        var user = new Attributes { ["id"] = "x", ["a"] = -1 };
        Work.AssertLinear(250 * Factor, size =>
        {
            var json = Payloads[dimension](size).Replace('\'', '"');
            return AllocatedBytes.OfOne(() =>
            {
                var context = new Context(Payload.Parse(json).Value, user) { Url = "https://h/" };
                Evaluator.EvalFeature(context, "f");
                Evaluator.EvalPage(context);
            });
        });
    }

    private static string List(int count, Func<int, string> item) => string.Join(",", Enumerable.Range(0, count).Select(item));

    private static string Feature(string rules) => "{'features':{'f':{'rules':[" + rules + "]}}}";

    private static string Rule(string condition) => Feature("{'force':1,'condition':{" + condition + "}}");
}
