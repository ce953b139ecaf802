using GrowthBook.Analysis.Tests.Generators;

namespace GrowthBook.Analysis.Tests.Source;

public sealed class PayloadSourceTests
{
    private const string Text = """
        {
          "features": {
            "my key": {
              "defaultValue": 1,
              "rules": [
                { "id": "r0", "condition": { "plan": { "$in": ["pro", "max"] } }, "force": 2 },
                { "coverage": "half", "force": 3 },
                { "key": "exp", "variations": [1, 2], "hashVersion": 2 },
                7
              ]
            }
          },
          "savedGroups": {
            "g": { "type": "list", "attributeKey": "id", "values": ["u-1",
              "u-2"] },
            "old": ["u-3"],
            "c": { "type": "condition", "condition": { "plan": "pro" } }
          },
          "experiments": [
            { "key": "page", "variations": [0, 1] },
            { "variations": [0, 1] }
          ]
        }
        """;

    [Theory]
    [InlineData("$", 1, 1)]
    [InlineData("$.features['my key']", 3, 5)]
    [InlineData("$.features['my key'].rules[0].condition.plan.$in[1]", 6, 63)]
    [InlineData("$.features['my key'].rules[1].coverage", 7, 11)]
    [InlineData("$.savedGroups.g.values[1]", 15, 7)]
    [InlineData("$.savedGroups.g.metadata", 14, 5)] // not written: the value around it
    [InlineData("$.features['my key'].rules[9]", 5, 7)]
    public void A_path_has_its_line_and_column(string path, int line, int column) =>
        Assert.Equal(new LineColumn(line, column), Sources.Of(Text).PlaceOf(path));

    [Fact]
    public void Each_node_is_found_at_its_path()
    {
        var source = Sources.Of(Text);
        Assert.All(source.Root!.Descendants, node => Assert.Same(node, source.NodeAt(node.Path)));
    }

    [Fact]
    public void Faults_of_parsing_are_at_the_values_that_they_are_about()
    {
        var source = Sources.Of(Text);
        Assert.Equal(Payload.Parse(Text).Errors.AsEnumerable(), source.Errors);
        Assert.Equal(
            ["7:11", "7:9", "9:9", "21:5"],
            source.Errors.Select(error => source.PlaceOf(error.Path).ToString()));
    }

    [Fact]
    public void Rules_are_those_of_the_text_next_to_those_of_evaluation()
    {
        var feature = Assert.Single(Sources.Of(Text).Features);
        Assert.Equal(("my key", (Value)1), (feature.Key, feature.DefaultValue));
        Assert.Equal([RuleKind.Force, null, RuleKind.Experiment, null], feature.Rules.Select(rule => rule.Kind));
        Assert.Equal("exp", feature.Rules[2].Experiment!.Experiment.Key);
        Assert.Equal(["`r0`", "2"], feature.Rules.Take(2).Select(rule => rule.ToString()));
    }

    [Fact]
    public void Groups_have_their_shape()
    {
        var source = Sources.Of(Text);
        Assert.Equal([(true, "id", 2), (true, null, 1), (false, null, 0)], source.Groups.Select(group => (group.IsList, group.Attribute, group.Ids.Length)));
        Assert.IsType<ConditionSource.Test>(source.Group("c")!.Condition);
        Assert.Null(source.Group("nowhere"));
    }

    [Fact]
    public void Own_experiments_are_those_that_evaluation_uses()
    {
        var source = Sources.Of(Text);
        Assert.Equal(("page", "$.experiments[0]"), (source.PageExperiments.Single().Experiment.Key, source.PageExperiments.Single().Node.Path));
        Assert.Equal(["exp", "page"], source.Experiments.Select(each => each.Experiment.Key));
    }

    [Fact]
    public void Of_members_with_the_same_name_the_last_one_counts()
    {
        var node = Sources.Of("""{"a":1,"b":2,"a":3}""").Root!;
        Assert.Equal(["b", "a"], node.Members.Select(member => member.Name));
        Assert.Equal(3, node["a"]!.Value);
        Assert.Equal(3, node.Children.Length);
    }

    [Fact]
    public void Text_that_is_not_JSON_has_no_nodes_and_the_fault()
    {
        var source = Sources.Of("{");
        Assert.Null(source.Root);
        Assert.Equal(ErrorSeverity.Fatal, source.Errors.Single().Severity);
        Assert.Equal(new LineColumn(1, 2), source.PlaceOf("$"));
    }

    [Fact]
    public void A_byte_order_mark_and_deep_nesting_do_not_move_places()
    {
        var source = PayloadSource.Read((byte[])[0xEF, 0xBB, 0xBF, .. "{\n\"a\": 1}"u8]);
        Assert.Equal(new LineColumn(2, 1), source.PlaceOf("$.a"));
        var deep = Sources.Of(string.Concat(Enumerable.Repeat("[", 300)) + string.Concat(Enumerable.Repeat("]", 300)));
        Assert.Equal(256, deep.Root!.Descendants.Count(node => node.Value is Value.Array));
    }

    /// <summary>The law that ties the tree to the evaluator.</summary>
    [Fact]
    public void What_the_tree_says_of_a_user_evaluation_says()
    {
        var random = new Random(20260301);
        var conditions = new RandomConditions(random);
        for (var i = 0; i < 400; i++)
        {
            var condition = conditions.Condition();
            var source = Sources.OfRules($$"""{"condition":{{condition}},"force":true}""");
            var tree = source.Features[0].Rules[0].Condition!;
            for (var user = 0; user < 10; user++)
            {
                var context = new Context(source.Payload, Attributes.From(conditions.User()));
                Assert.Equal(Evaluator.IsOn(context, "f").IsOn, tree.Holds(context));
            }
        }
    }

    [Theory]
    [InlineData("""{"$or":[]}""")]
    [InlineData("""{"$or":7}""")]
    [InlineData("""{"$nor":[{"plan":"pro"}]}""")]
    [InlineData("""{"$nor":[7]}""")]
    [InlineData("""{"$and":7}""")]
    [InlineData("""{"$and":[7,{"plan":"pro"}]}""")]
    [InlineData("""{"$not":7}""")]
    [InlineData("""{"$not":{"$savedGroup":{"id":"c"}}}""")]
    [InlineData("""{"$savedGroup":{"id":"g"}}""")]
    [InlineData("""{"$savedGroup":{"id":"g","attributeKey":"plan"}}""")]
    [InlineData("""{"$savedGroup":{"id":"g","attributeKey":7}}""")]
    [InlineData("""{"$savedGroup":"g"}""")]
    [InlineData("""{"plan":{"$in":"pro"}}""")]
    [InlineData("""{"$unknown":7}""")]
    [InlineData("{}")]
    public void The_tree_of_an_unusual_condition_says_what_evaluation_says(string condition)
    {
        var source = Sources.Of($$$"""
            {"features":{"f":{"defaultValue":false,"rules":[{"condition":{{{condition}}},"force":true}] } },
             "savedGroups":{"g":{"type":"list","attributeKey":"id","values":["u-1"]},"c":{"type":"condition","condition":{"plan":"pro"} } } }
            """);
        var tree = source.Features[0].Rules[0].Condition!;
        foreach (var attributes in new[] { """{"id":"u-1","plan":"free"}""", """{"id":"u-2","plan":"pro"}""", """{"plan":"u-1"}""" })
        {
            var context = new Context(source.Payload, Attributes.Parse(attributes).Value);
            Assert.Equal(Evaluator.IsOn(context, "f").IsOn, tree.Holds(context));
        }
        Assert.True(tree.Tests.Count() + tree.SavedGroups.Count() <= 1);
    }
}
