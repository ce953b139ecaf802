using System.Text;

namespace GrowthBook.Analysis.Tests;

public sealed class MatrixTests
{
    private static readonly WrittenPayload Shop = WrittenPayload.Parse(Sources.Shop()).Value;

    [Fact]
    public void Each_cell_is_what_evaluation_says()
    {
        var users = Enumerable.Range(0, 300).Select(i => new MatrixUser($"u{i}", new Attributes
        {
            ["id"] = $"u-{i}",
            ["country"] = new[] { "PT", "US", "DE" }[i % 3],
            ["app"] = i % 2 == 0 ? "5.1.0" : "5.2.0",
            ["visits"] = i % 7,
            ["consent"] = i % 5 == 0 ? Value.Null.Instance : i % 5 == 1,
        })).ToArray();

        var matrix = Matrix.Of(Shop, users);

        Assert.Equal(Shop.Compiled.FeatureKeys, matrix.Features);
        Assert.Equal(users.Select(user => user.Name), matrix.Rows.Select(row => row.User));
        for (var i = 0; i < users.Length; i++)
        {
            for (var j = 0; j < matrix.Features.Length; j++)
            {
                var (result, cell) = (Evaluator.EvalFeature(new Context(Shop.Compiled, users[i].Attributes), matrix.Features[j]).Result, matrix.Rows[i].Cells[j]);
                Assert.Equal((result.Value, result.Source, result.RuleId), (cell.Value, cell.Source, cell.RuleId));
                Assert.Equal((result.Experiment?.Key, result.ExperimentResult?.Key), (cell.Experiment, cell.Variation));
            }
        }
    }

    [Theory]
    [InlineData("r: for all users", """{"id":"r","force":1}""")]
    [InlineData("rules[0]: coverage 0", """{"force":1,"coverage":0}""")]
    [InlineData("""r: plan is "pro", actual "pro" """, """{"id":"r","condition":{"plan":"pro"},"force":1}""")]
    [InlineData("r: the condition is met", """{"id":"r","condition":{"plan":"pro","age":30},"force":1}""")]
    [InlineData("r: age $gt 40, actual 30", """{"id":"r","condition":{"plan":"pro","age":{"$gt":40}},"force":1}""")]
    [InlineData("""a: plan is "free", actual "pro"; b: $not (plan is "pro", actual "pro")""", """{"id":"a","condition":{"plan":"free"},"force":1},{"id":"b","condition":{"$not":{"plan":"pro"}},"force":1}""")]
    [InlineData("""r: $or (plan is "free", actual "pro"; age is 3, actual 30)""", """{"id":"r","condition":{"$or":[{"plan":"free"},{"age":3}]},"force":1}""")]
    [InlineData("""r: in the saved group "g": plan $in ["free"], actual "pro" """, """{"id":"r","condition":{"$savedGroup":{"id":"g"}},"force":1}""")]
    [InlineData("r: prerequisite gate is false, a gate", """{"id":"r","parentConditions":[{"id":"gate","condition":{"value":true},"gate":true}]}""")]
    [InlineData("r: bucket 0.", """{"id":"r","key":"x","variations":[0,1],"hashVersion":2}""")]
    [InlineData("", "")]
    public void The_reason_names_the_step_that_decided(string reason, string rules)
    {
        var payload = Payload.Parse(Encoding.UTF8.GetBytes("""
            {"features":{"f":{"defaultValue":0,"rules":[RULES]},"gate":{"defaultValue":false}},"savedGroups":{"g":{"type":"condition","condition":{"plan":{"$in":["free"]}}}}}
            """.Replace("RULES", rules, StringComparison.Ordinal))).Value;

        var row = MatrixRow.Of(payload, new MatrixUser("ada", new Attributes { ["id"] = "u-1", ["plan"] = "pro", ["age"] = 30 }), ["f"]);

        var actual = Assert.Single(row.Cells).Reason;
        Assert.True(reason.Length == 0 ? actual.Length == 0 : actual.StartsWith(reason.TrimEnd(), StringComparison.Ordinal) || actual.Contains(reason["rules[0]: ".Length..], StringComparison.Ordinal), actual);
    }

    [Theory]
    [InlineData("ada", """{"plan":"pro"}""", """{"name":"ada","attributes":{"plan":"pro"},"description":"pays"}""")]
    [InlineData("u-1", """{"id":"u-1","name":"ada"}""", """{"id":"u-1","name":"ada"}""")]
    [InlineData("7", """{"id":7}""", """{"id":7}""")]
    [InlineData("line 3", """{"name":"ada","attributes":1}""", """{"name":"ada","attributes":1}""")]
    [InlineData("line 3", "{}", "{}")]
    public void A_user_is_an_archetype_or_attributes(string name, string attributes, string json)
    {
        var user = MatrixUser.Of((Value.Object)Value.Parse(json).Value!, "line 3");

        Assert.Equal((name, attributes), (user.Name, user.Attributes.ToString()));
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        const string Json = """{"features":{"f":{"defaultValue":0,"rules":[{"id":"r","key":"x","variations":["a","b"],"weights":[0,1],"meta":[{"key":"off"},{"key":"on"}]}]},"g":{"defaultValue":null}}}""";

        var json = Matrix.Of(WrittenPayload.Parse(Json).Value, [new MatrixUser("<ada>", new Attributes { ["id"] = "1" })]).ToValue();

        Assert.Equal(("matrix", 1, """["f","g"]""", "<ada>"), (json["kind"].AsString(), json["schemaVersion"].AsInt32(), json["features"].ToString(), json["users"][0]["user"].AsString()));
        Assert.Equal(EvaluationRecord.HashPayload(Encoding.UTF8.GetBytes(Json)), json["payload"].AsString());
        var cell = json["users"][0]["cells"][0];
        Assert.Equal(("b", "experiment", "r", "x", "on"), (cell["value"].AsString(), cell["source"].AsString(), cell["ruleId"].AsString(), cell["experiment"].AsString(), cell["variation"].AsString()));
        Assert.Equal("""{"value":null,"source":"defaultValue","ruleId":"","reason":""}""", json["users"][0]["cells"][1].ToString());
    }
}
