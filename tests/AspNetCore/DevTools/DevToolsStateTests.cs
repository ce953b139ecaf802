namespace GrowthBook.AspNetCore.Tests.DevTools;

public sealed class DevToolsStateTests
{
    private const string Json = """{"attributes":{"plan":"pro"},"features":{"a":{"x":[1]}},"experiments":{"exp":1}}""";

    public static TheoryData<string> Encodings() => [Json, Uri.EscapeDataString(Json), " " + Json];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_is_read_decoded_and_encoded(string text)
    {
        var (state, faults) = DevToolsState.Parse(text);
        Assert.Empty(faults);
        Assert.Equal("pro", ((Value.String)state.AttributeOverrides["plan"]).Content);
        Assert.Equal("""{"a":{"x":[1]}}""", state.Forced.Features.ToString());
        Assert.Equal(new Dictionary<string, int> { ["exp"] = 1 }, state.Forced.Variations);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"attributes":null,"features":{},"payload":{},"patchPayload":{},"logs":[]}""")]
    public void Text_without_changes_changes_nothing(string text)
    {
        var (state, faults) = DevToolsState.Parse(text);
        Assert.True(state.IsEmpty);
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("x", "it is not JSON of at most 32 levels (byte 1)")]
    [InlineData("%", "it is not JSON of at most 32 levels (byte 1)")]
    [InlineData("%7B%22", "it is not JSON of at most 32 levels (byte 3)")]
    [InlineData("""{"features":7}""", "$.features must be an object")]
    [InlineData("""{"atributes":{"id":"u-1"}}""", "$ has no member `atributes`; did you mean attributes?")]
    [InlineData("""{"Features":{"a":1}}""", "$ has no member `Features`; did you mean features?")]
    [InlineData("""{"forcedVariations":{"exp":1}}""", "$ has no member `forcedVariations`; its members are attributes, features, experiments")]
    [InlineData("""{"variations":{"exp":1}}""", "$ has no member `variations`; its members are attributes, features, experiments")]
    [InlineData("""{"attributes":[]}""", "$.attributes must be an object")]
    [InlineData("""{"experiments":{"e":-1}}""", "$.experiments: the variation of an experiment must be an index, 0 or more, but one is Number")]
    [InlineData("""{"experiments":{"e":0.5}}""", "$.experiments: the variation of an experiment must be an index, 0 or more, but one is Number")]
    [InlineData("""{"experiments":{"e":"1"}}""", "$.experiments: the variation of an experiment must be an index, 0 or more, but one is String")]
    [InlineData("""{"experiments":{"e":3000000000}}""", "$.experiments: the variation of an experiment must be an index, 0 or more, but one is Number")]
    public void A_fault_is_named_and_its_part_left_out(string text, string fault)
    {
        var (state, faults) = DevToolsState.Parse(text);
        Assert.True(state.IsEmpty);
        Assert.Equal(fault, Assert.Single(faults));
    }

    [Fact]
    public void An_array_is_a_fault_and_so_are_a_large_and_a_deep_text()
    {
        Assert.NotEmpty(DevToolsState.Parse("[]").Faults);
        Assert.Equal("it has more than 4096 bytes", Assert.Single(DevToolsState.Parse("{\"features\":{\"a\":\"" + new string('x', 4096) + "\"}}").Faults));
        Assert.Equal("it has more than 4096 bytes", Assert.Single(DevToolsState.Parse(new string('[', 1_000_000)).Faults));
        Assert.Equal("it has more than 4096 bytes", Assert.Single(DevToolsState.Parse("{\"features\":{\"a\":\"" + new string('ä', 2040) + "\"}}").Faults));
        Assert.Empty(DevToolsState.Parse("{\"features\":{\"a\":\"" + new string('x', 4000) + "\"}}").Faults);
        Assert.StartsWith("it is not JSON of at most 32 levels", Assert.Single(DevToolsState.Parse(string.Concat(Enumerable.Repeat("{\"features\":", 40)) + "1" + new string('}', 40)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_unknown_members_five_are_faults() =>
        Assert.Equal(5, DevToolsState.Parse("{" + string.Join(",", Enumerable.Range(0, 100).Select(i => $"\"other{i}\":1")) + "}").Faults.Length);

    [Fact]
    public void The_parts_without_faults_are_used()
    {
        var (state, faults) = DevToolsState.Parse("""{"attributes":7,"features":{"a":true},"experiments":{"x":1,"y":"z"}}""");
        Assert.Equal(2, faults.Length);
        Assert.Equal((1, 1, 0), (state.Forced.Features.Count, state.Forced.Variations.Count, state.AttributeOverrides.Count));
    }
}
