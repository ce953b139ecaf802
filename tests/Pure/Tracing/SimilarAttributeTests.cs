using System.Globalization;
using GrowthBook.Pure.Tests.BadInput;

namespace GrowthBook.Pure.Tests.Tracing;

/// <summary>An explanation names the attribute of a user that probably should have the name of a missing one.</summary>
public class SimilarAttributeTests
{
    private const string Features =
        """
        {"value":{"defaultValue":null},
         "f":{"defaultValue":0,"rules":[
           {"condition":{"country":"DE"},"force":1},
           {"condition":{"device.os":"ios"},"force":2},
           {"coverage":0.5,"hashAttribute":"comapny","force":3},
           {"parentConditions":[{"id":"value","condition":{"Value":1}}],"force":4},
           {"key":"e","variations":[1,2],"hashAttribute":"user_id"}]}}
        """;

    [Fact]
    public void The_text_and_the_json_name_the_similar_attribute()
    {
        var explanation = Evaluator.Explain(Given.Features(Features, """{"Country":"DE","Device":{},"company":"c","userId":"u","value":1}"""), "f");
        var text = explanation.ToString();
        foreach (var line in new[]
        {
            "✗ country is \"DE\", actual null; the user has Country\n",
            "✗ device.os is \"ios\", actual null; the user has Device\n",
            "✗ rollout: the user has no value of comapny to hash; the user has company\n",
            "✗ Value is 1, actual null\n",
            "✗ the user has no value of user_id to hash; the user has userId\n",
        })
        {
            Assert.Contains(line, text, StringComparison.Ordinal);
        }
        Assert.Equal(
            ["Country", "Device", "company", "userId"],
            explanation.Trace.Rules.Where(rule => rule.Index != 3).Select(rule => Similar(rule.Steps[0].ToValue())).Select(similar => ((Value.String)similar).Content));
    }

    [Theory]
    [InlineData("""{"device.os":"ios"}""", "; the user has an attribute of this whole name, and the condition reads a member of an object")]
    [InlineData("""{"device":{"name":"x"},"device.os":"ios"}""", "; the user has an attribute of this whole name, and the condition reads a member of an object")]
    [InlineData("""{"device":{"name":"x","OS":"ios"}}""", "; the user has device.OS")]
    [InlineData("""{"device":{"name":"x"}}""", "")]
    [InlineData("""{"device":{"os":null,"OS":"ios"}}""", "")]
    [InlineData("""{"device":"ios"}""", "")]
    [InlineData("""{"device":null}""", "")]
    public void A_path_that_the_user_has_in_another_form_is_named(string attributes, string hint) => Assert.Contains(
        $"✗ device.os is \"ios\", actual null{hint}\n", Evaluator.Explain(Given.Features(Features, attributes), "f").ToString(), StringComparison.Ordinal);

    /// <summary>A similar name is before one with more words.</summary>
    [Theory]
    [InlineData("""{"countryCode":"DE"}""", "country is \"DE\"", "; the user has countryCode")]
    [InlineData("""{"countryCode":"DE","Country":"DE"}""", "country is \"DE\"", "; the user has Country")]
    [InlineData("""{"countryOfDevice":"DE","userId":"u"}""", "country is \"DE\"", "; the user has countryOfDevice")]
    [InlineData("""{"device":{"osName":"ios"}}""", "device.os is \"ios\"", "")]
    [InlineData("""{"device":{"brand_name":"x"}}""", "device.brand is \"x\"", "; the user has device.brand_name")]
    [InlineData("""{"device_id":"x"}""", "device.os is \"ios\"", "; the user has device_id")]
    public void A_name_with_more_words_is_named(string attributes, string test, string hint)
    {
        var features = Features.Replace("""{"country":"DE"}""", """{"$or":[{"country":"DE"},{"device.brand":"x"}]}""", StringComparison.Ordinal);
        Assert.Contains($"✗ {test}, actual null{hint}\n", Evaluator.Explain(Given.Features(features, attributes), "f").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user_id", true)]
    [InlineData("userId", true)]
    [InlineData("userid", true)]
    [InlineData("CustomerID", true)]
    [InlineData("sessionId", false)]
    [InlineData("companyId", false)]
    [InlineData("paid", false)]
    public void The_identifier_of_a_person_is_named_for_a_missing_id(string given, bool isNamed)
    {
        var explanation = Evaluator.Explain(Given.Features("""{"f":{"defaultValue":0,"rules":[{"key":"e","variations":[1,2]}]}}""", $$"""{"{{given}}":"u-1"}"""), "f");
        Assert.Contains($"✗ the user has no value of id to hash{(isNamed ? $"; the user has {given}" : "")}\n", explanation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_of_an_attribute_is_looked_into()
    {
        var context = Given.Features(Features, """{"device":{"os":"ios"}}""") with { AttributeOverrides = Given.Attributes("""{"device":{"Os":"ios"}}""") };
        Assert.Contains("actual null; the user has device.Os\n", Evaluator.Explain(context, "f").ToString(), StringComparison.Ordinal);
    }

    /// <summary>The attribute is there and null, or an override has it.</summary>
    [Fact]
    public void Other_missing_values_name_none()
    {
        Assert.DoesNotContain("the user has Country", Evaluator.Explain(Given.Features(Features, """{"Country":"DE","country":null}"""), "f").ToString(), StringComparison.Ordinal);
        var overridden = Given.Features(Features, """{"Country":"DE"}""") with { AttributeOverrides = new Attributes { ["country"] = "FR" } };
        Assert.DoesNotContain("the user has Country", Evaluator.Explain(overridden, "f").ToString(), StringComparison.Ordinal);
    }

    /// <summary>150 names that the user does not have, each compared with 150 others, are more comparisons than one explanation makes.</summary>
    [Theory]
    [InlineData("{0}", "")]
    [InlineData("device.{0}", "device.")]
    public void The_comparisons_of_one_explanation_are_bounded(string path, string parent)
    {
        var (read, had) = (Names("r", 150), Names("h", 150));
        string Text(string[] before) => Evaluator.Explain(
            Given.Features(Rules(before.Append("comapny").Select(name => string.Format(CultureInfo.InvariantCulture, path, name))), User(had.Append("company"), parent)), "f").ToString();

        Assert.Contains($"comapny is 1, actual null; the user has {parent}company\n", Text(read[..50]), StringComparison.Ordinal);
        Assert.Contains("comapny is 1, actual null\n", Text(read), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}", "")]
    [InlineData("device.{0}", "device.")]
    public void Twice_the_names_of_payload_and_user_cost_at_most_twice_the_memory(string path, string parent) => Work.AssertLinear(400, size =>
    {
        var context = Given.Features(Rules(Names("r", size).Select(name => string.Format(CultureInfo.InvariantCulture, path, name))), User(Names("h", size), parent));
        return AllocatedBytes.OfOne(() => Evaluator.Explain(context, "f"));
    });

    private static string[] Names(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => prefix + i.ToString("00000", CultureInfo.InvariantCulture))];

    private static string Rules(IEnumerable<string> paths) =>
        $$$"""{"f":{"defaultValue":0,"rules":[{{{string.Join(",", paths.Select(path => $$"""{"condition":{"{{path}}":1},"force":1}"""))}}}]}}""";

    private static string User(IEnumerable<string> names, string parent)
    {
        var members = "{" + string.Join(",", names.Select(name => $"\"{name}\":1")) + "}";
        return parent.Length > 0 ? "{\"device\":" + members + "}" : members;
    }

    private static Value Similar(Value.Object step) => step.TryGetValue("similarAttribute", out var own) ? own : ((Value.Object)((Value.Array)step["steps"])[0])["similarAttribute"];
}
