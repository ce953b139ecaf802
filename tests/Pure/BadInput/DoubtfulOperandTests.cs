namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Operands of another type than their operator means are warnings at their place, and count as in the reference.</summary>
public class DoubtfulOperandTests
{
    private const string NoVersion = "not a version, such as \"1.2.0\"; it is compared as text";

    private const string Version = "a version, compared as text, in the order of characters, so that 5.10.0 is before 5.2.0; did you mean ";

    [Theory]
    [InlineData("$exists", "\"false\"", "not a boolean; it counts as true")]
    [InlineData("$exists", "0", "not a boolean; it counts as false")]
    [InlineData("$exists", "1", "not a boolean; it counts as true")]
    [InlineData("$exists", "null", "not a boolean; it counts as false")]
    [InlineData("$size", "\"2\"", "not a number; the length is compared as text")]
    [InlineData("$size", "true", "neither a number nor operators, so that it is no length")]
    [InlineData("$size", "[2]", "neither a number nor operators, so that it is no length")]
    [InlineData("$gt", "true", "neither a number nor a text; it is converted to be compared")]
    [InlineData("$lte", "null", "neither a number nor a text; it is converted to be compared")]
    [InlineData("$gte", "[18]", "neither a number nor a text; it is converted to be compared")]
    [InlineData("$lt", "{\"a\":1}", "neither a number nor a text; it is converted to be compared")]
    [InlineData("$vgte", "\"abc\"", NoVersion)]
    [InlineData("$veq", "\"\"", NoVersion)]
    [InlineData("$vlt", "\"vnext\"", NoVersion)]
    [InlineData("$vne", "true", "not a version, such as \"1.2.0\"; it counts as version 0")]
    [InlineData("$vgte", "5.10", "a number, in which 5.10 is 5.1; write the version as a text")]
    [InlineData("$veq", "0.5", "a number, in which 5.10 is 5.1; write the version as a text")]
    [InlineData("$gte", "\"5.2.0\"", Version + "`$vgte`?")]
    [InlineData("$lt", "\"v5.2.0\"", Version + "`$vlt`?")]
    [InlineData("$gt", "\"10.0.0.1\"", Version + "`$vgt`?")]
    [InlineData("$lte", "\"2026.1.15\"", Version + "`$vlte`?")]
    [InlineData("$eq", "[1]", "an array or object equals no value; without the operator its JSON text is compared")]
    [InlineData("$ne", "{\"a\":1}", "an array or object equals no value; without the operator its JSON text is compared")]
    [InlineData("$type", "\"integer\"", "no type of values; they are string, number, boolean, array, object and null")]
    public void An_operand_of_another_type_is_a_warning(string name, string operand, string message)
    {
        foreach (var (before, after, path) in new[] { ("", "", ""), ("{\"$not\":", "}", ".$not"), ("{\"$elemMatch\":", "}", ".$elemMatch") })
        {
            var condition = $"{{\"x\":{before}{{\"{name}\":{operand}}}{after}}}";
            Assert.Equal(new PayloadError(ErrorSeverity.Warning, $"$.x{path}.{name}", message), Assert.Single(Condition.Parse(condition).Errors));
        }
    }

    [Theory]
    [InlineData("$exists", "false")]
    [InlineData("$size", "2")]
    [InlineData("$size", "{\"$gt\":2}")]
    [InlineData("$gt", "18")]
    [InlineData("$lt", "\"2026-01-01\"")]
    [InlineData("$vgte", "\"1.2.0\"")]
    [InlineData("$vlt", "\"v2\"")]
    [InlineData("$veq", "2")]
    [InlineData("$vlt", "-0")]
    [InlineData("$vgt", "1e21")]
    [InlineData("$gt", "\"5.2\"")] // can be an amount
    [InlineData("$gt", "\"2026.01.15\"")]
    [InlineData("$gt", "\"5.2.0-beta\"")]
    [InlineData("$gt", "\"5..0\"")]
    [InlineData("$gt", "\"a.b.c\"")]
    [InlineData("$gt", "\"1.2.2020\"")]
    [InlineData("$gt", "\"1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1\"")]
    [InlineData("$gt", "\"\"")]
    [InlineData("$eq", "\"5.2.0\"")]
    [InlineData("$eq", "null")]
    [InlineData("$ne", "\"\"")]
    [InlineData("$in", "[[1],true]")]
    [InlineData("$regex", """ "^\\d+\\.\\bx[\\b]\\x41\\u0041\\cJ\\/\\\\A$" """)]
    [InlineData("$regex", """ "[\\c1\\c_]\\B" """)]
    [InlineData("$regex", """ "(?<year>\\d)\\k<year>" """)]
    [InlineData("$type", "\"null\"")]
    public void An_operand_that_its_operator_means_is_none(string name, string operand) =>
        Assert.Empty(Condition.Parse($$$"""{"x":{"{{{name}}}":{{{operand}}} } }""").Errors);

    /// <summary>Letters that other languages' expressions have after a backslash. Without a meaning they are letters (ECMA-262, B.1.2).</summary>
    [Theory]
    [InlineData(@"\\Apro\\Z", @"`\A` is the letter A, not the start of the text, which is ^", "Apro", "AproZ")]
    [InlineData(@"^pro\\z", @"`\z` is the letter z, not the end of the text, which is $", "pro", "proz")]
    [InlineData(@"^\\p{Lu}$", @"`\p` is the letter p; GrowthBook's expressions have no classes of Unicode properties", "A", "p{Lu}")]
    [InlineData(@"^\\u{41}$", @"`\u` without four hexadecimal digits after it is the letter u", "A", "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu")]
    [InlineData(@"^\\x4$", @"`\x` without two hexadecimal digits after it is the letter x", "4", "x4")]
    [InlineData(@"^\\c1$", @"`\c` without a letter after it is a backslash and the letter c", "c1", "\\c1")]
    [InlineData(@"^[\\c-]$", @"`\c` without a letter after it is a backslash and the letter c", "a", "c")]
    [InlineData(@"^[\\B]$", @"`\B` is the letter B, as it has no other meaning in JavaScript", "", "B")]
    [InlineData(@"[\\h]", @"`\h` is the letter h, as it has no other meaning in JavaScript", " ", "h")]
    [InlineData(@"^\\k<year>$", @"`\k` is the letter k, as it has no other meaning in JavaScript", "1", "k<year>")]
    public void A_letter_after_a_backslash_without_a_meaning_is_a_warning(string pattern, string message, string other, string matching)
    {
        foreach (var name in new[] { "$regex", "$regexi" })
        {
            var (condition, errors) = Condition.Parse($$$"""{"x":{"{{{name}}}":"{{{pattern}}}"}}""");
            Assert.Equal(new PayloadError(ErrorSeverity.Warning, $"$.x.{name}", message), Assert.Single(errors));
            Assert.False(Meets(condition, other));
            Assert.True(Meets(condition, matching));
        }

        static bool Meets(Condition condition, string text) =>
            Evaluator.EvalCondition(new Context(Payload.Empty, new Attributes { ["x"] = text }), condition);
    }

    [Fact]
    public void The_operand_counts_as_in_the_reference()
    {
        Assert.True(Meets("""{"x":{"$exists":"false"}}""", """{"x":1}"""));
        Assert.False(Meets("""{"x":{"$exists":0}}""", """{"x":1}"""));
        Assert.True(Meets("""{"x":{"$size":"2"}}""", """{"x":[1,2]}"""));
        Assert.True(Meets("""{"x":{"$gt":true}}""", """{"x":2}"""));
        Assert.True(Meets("""{"x":{"$ne":[1]}}""", """{"x":[1]}"""));

        static bool Meets(string condition, string attributes) =>
            Evaluator.EvalCondition(new Context(Payload.Empty, Given.Attributes(attributes)), Condition.Parse(condition).Value);
    }
}
