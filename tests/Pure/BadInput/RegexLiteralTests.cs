namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>The slashes and flags of a literal of JavaScript are characters of an expression, and a warning where they are probably not meant.</summary>
public class RegexLiteralTests
{
    [Theory]
    [InlineData(@"/@corp\.com$/i", " and `i` after them", true)]
    [InlineData(@"/^shop/", "", false)]
    [InlineData(@"/^a/b", "", false)]
    [InlineData(@"/shop$/", "", false)]
    [InlineData(@"shop$/g", " and `g` after them", false)]
    [InlineData(@"/shop|cart/i", " and `i` after them", true)]
    [InlineData(@"/item.*/g", " and `g` after them", false)]
    [InlineData(@"/\d+/i", " and `i` after them", true)]
    [InlineData(@"/shop\/cart/gi", " and `gi` after them", true)]
    [InlineData("/[a-z]+/ig", " and `ig` after them", true)]
    [InlineData("/^shop/img", " and `img` after them", true)]
    [InlineData("shop$/my", " and `my` after them", false)]
    public void A_literal_is_a_warning(string pattern, string flags, bool ignoresCase)
    {
        var message = $"the slashes{flags} are characters of the expression here; if it is a JavaScript literal, write what is between the slashes";
        Assert.Equal([("$.a.$regex", message + (ignoresCase ? ", and $regexi to ignore case" : ""))], Found($$$"""{"a":{"$regex":{{{Json(pattern)}}}}}"""));
        Assert.Equal([("$.a.$regexi", message)], Found($$$"""{"a":{"$regexi":{{{Json(pattern)}}}}}"""));
        var error = Assert.Single(Payload.Parse($$$"""{"experiments":[{"key":"e","variations":[0,1],"urlPatterns":[{"type":"regex","pattern":{{{Json(pattern)}}}}]}]}""").Errors);
        Assert.Equal(("$.experiments[0].urlPatterns[0].pattern", message), (error.Path, error.Message));
    }

    [Theory]
    [InlineData("/checkout/")]
    [InlineData("/checkout/m")]
    [InlineData("/shop/i")]
    [InlineData("/admin/ui")]
    [InlineData("/send/msg")]
    [InlineData("/shop/vi")]
    [InlineData("/site/is")]
    [InlineData("/en/gym")]
    [InlineData("/api/sim")]
    [InlineData("/sign-up_2.html/img")]
    [InlineData("/shop/cart/i")]
    [InlineData("/shop/item")]
    [InlineData("/shop/ii")]
    [InlineData("^/shop/i")]
    [InlineData(@"/shop\/i")]
    [InlineData(@"/price\$/")]
    [InlineData("//i")]
    [InlineData("^/shop$")]
    [InlineData("shop$/cart")]
    [InlineData("[$/]")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData(@"/\d+/img")]
    [InlineData(@"/\d+/is")]
    [InlineData("/(en|pt)/gym")]
    [InlineData("/[a-z]+/m")]
    [InlineData("/item.*/gg")]
    public void A_path_is_none(string pattern) => Assert.Empty(Found($$$"""{"a":{"$regex":{{{Json(pattern)}}}}}"""));

    /// <summary>The answers are those of <c>new RegExp(pattern).test(text)</c>.</summary>
    [Fact]
    public void The_slashes_count_as_in_the_reference()
    {
        var (condition, _) = Condition.Parse("""{"a":{"$regex":"/shop/i"}}""");
        Assert.True(Evaluator.EvalCondition(new Context(Payload.Empty, new Attributes { ["a"] = "x/shop/item" }), condition));
        Assert.False(Evaluator.EvalCondition(new Context(Payload.Empty, new Attributes { ["a"] = "shop" }), condition));
    }

    private static string Json(string text) => new Value.String(text).ToJson();

    private static IEnumerable<(string, string)> Found(string condition) => Condition.Parse(condition).Errors.Select(error => (error.Path, error.Message));
}
