namespace GrowthBook.Pure.Tests.Api;

/// <summary>JSON that is no payload is not taken for one without features.</summary>
public class NotAPayloadTests
{
    [Theory]
    [InlineData("""{"status":400,"error":"invalid key"}""")]
    [InlineData("""{"dark-mode":{"defaultValue":true}}""")]
    public void An_object_without_any_part_of_a_payload_is_an_error(string json)
    {
        var (payload, errors) = Payload.Parse(json);

        Assert.Empty(payload.FeatureKeys);
        var error = Assert.Single(errors);
        Assert.Equal((ErrorSeverity.Error, "$"), (error.Severity, error.Path));
        Assert.Contains("{\"features\": …}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"features":{}}""")]
    [InlineData("""{"savedGroups":{}}""")]
    [InlineData("""{"experiments":[],"metadata":1}""")]
    public void One_part_makes_a_payload_and_nothing_is_an_empty_one(string json) => Assert.Empty(Payload.Parse(json).Errors);

    [Fact]
    public void An_experiment_result_has_typed_values_too()
    {
        var result = new ExperimentResult { Key = "1", Value = "blue", HashAttribute = "id", HashValue = "1" };

        Assert.Equal("blue", result.ValueOr("green"));
        Assert.Equal(7, result.ValueOr(7, out var error));
        Assert.Equal("$.value", error!.Path);
        Assert.Equal("blue", result.ValueOr("green", TestJson.Default.String));
        Assert.Equal("green", (result with { Value = Value.Null.Instance }).ValueOr("green", TestJson.Default.String, out var none));
        Assert.Null(none);
        Assert.Equal("green", (result with { Value = 1 }).ValueOr("green", TestJson.Default.String, out var misfit));
        Assert.NotNull(misfit);
    }
}
