using GrowthBook.Testing;
using Microsoft.Extensions.Configuration;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Managers;

public sealed class VariantTests
{
    [Theory]
    [InlineData("\"blue\"", "blue")]
    [InlineData("3", "3")]
    [InlineData("0.5", "0.5")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("{\"a\": 1}", "")]
    [InlineData("[1]", "")]
    public async Task The_variant_of_a_value_without_an_experiment_has_its_text_as_name(string json, string name)
    {
        await using var worker = await Worker.StartAsync(Of(Feature("it").Returns(Value.Parse(json).Value!)));
        Assert.Equal(name, (await worker.Manager.GetVariantAsync("it")).Name);
    }

    [Fact]
    public async Task A_feature_without_a_value_has_no_variant()
    {
        await using var worker = await Worker.StartAsync(Of(Feature("it").Returns(Value.Null.Instance)));
        Assert.Null(await worker.Manager.GetVariantAsync("it"));
    }

    [Fact]
    public async Task The_variant_of_an_experiment_is_the_variation_with_its_key()
    {
        var experiment = new Experiment("sizes", Value.Parse("""{"size": 1}""").Value!, Value.Parse("""{"size": 2, "parts": ["a", {"b": null}], "Size": 3}""").Value!)
        {
            Meta = [new VariationMeta { Key = "small" }, new VariationMeta { Key = "large" }],
            HashAttribute = "id",
        };
        await using var worker = await Worker.StartAsync(Of(Feature("it").Experiment(experiment, variation: 1)));
        var user = new Attributes { ["id"] = "u-1" };
        var variant = await worker.Manager.GetVariantAsync("it", new Targeting("u-1"));
        Assert.Equal("large", variant.Name);
        Assert.Equal(("3", "a", (string?)null), (variant.Configuration["size"], variant.Configuration["parts:0"], variant.Configuration["parts:1:b"]));
        Assert.Equal(["a", null], variant.Configuration.GetSection("parts").GetChildren().Select(part => part.Value));
        Assert.Equal(3, variant.Configuration.Get<Settings>()!.Size);
        Assert.True(await worker.Manager.IsEnabledAsync("it", user));
        worker.Effects.ShouldHaveViewed("sizes", variation: 1);
    }

    [Fact]
    public async Task The_configuration_of_a_scalar_is_its_value_and_is_built_once()
    {
        await using var worker = await Worker.StartAsync(Of(Feature("it").Returns(2.5)));
        var (first, second) = (await worker.Manager.GetVariantAsync("it"), await worker.Manager.GetVariantAsync("it"));
        Assert.Equal("2.5", first.Configuration.Value);
        Assert.Equal(2.5, first.Configuration.Get<double>());
        Assert.Same(first.Configuration, second.Configuration);
    }

    private sealed record Settings
    {
        public int Size { get; init; }
    }

    private sealed record Targeting(string Id) : Microsoft.FeatureManagement.FeatureFilters.ITargetingContext
    {
        public string UserId { get; set; } = Id;

        public IEnumerable<string>? Groups { get; set; }
    }
}
