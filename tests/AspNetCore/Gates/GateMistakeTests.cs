using System.Net;
using System.Reflection;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore.Tests.Gates;

/// <summary>The constructor of an attribute does not know its place. The controllers are private, so that the other tests' applications do not find them.</summary>
public sealed class GateMistakeTests
{
    [Theory]
    [InlineData(typeof(EmptyKey), "an attribute of EmptyKey.Pay has a mistake: the feature's key is empty")]
    [InlineData(typeof(EmptyVariation), "an attribute of EmptyVariation has a mistake: RequireVariation of the feature `checkout` has no variation, or an empty one")]
    [InlineData(typeof(OtherValue), "an attribute of OtherValue.Pay has a mistake: RequireValue of the feature `columns` takes a string, a number or a boolean")]
    public async Task A_mistake_in_an_attribute_names_the_controller_and_the_action(Type controller, string message)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrowthBook().UseSource(new InMemoryPayloadSource("""{"features":{}}""")).AddAspNetCore();
        builder.Services.AddControllers().ConfigureApplicationPartManager(parts =>
        {
            parts.ApplicationParts.Clear();
            parts.FeatureProviders.Add(new OneController(controller.GetTypeInfo()));
        });
        await using var app = builder.Build();
        Assert.StartsWith(message, Assert.Throws<InvalidOperationException>(() => app.MapControllers()).Message, StringComparison.Ordinal);
    }

    /// <summary>The handlers of minimal APIs are read when the routing selects the first endpoint.</summary>
    [Fact]
    public async Task A_mistake_in_an_attribute_of_a_handler_names_the_endpoint()
    {
        foreach (var (handler, mistake) in new (Delegate, string)[]
        {
            ([RequireFeature("")] () => 1, "the feature's key is empty"),
            ([RequireVariation("checkout", "")] () => 1, "RequireVariation of the feature `checkout` has no variation, or an empty one"),
            ([RequireValue("columns", 'a')] () => 1, "RequireValue of the feature `columns` takes a string, a number or a boolean"),
        })
        {
            await using var site = await Site.StartAsync(new InMemoryPayloadSource("""{"features":{}}"""), app =>
            {
                app.UseGrowthBook();
                app.MapGet("/g", handler);
            });
            Assert.Equal(HttpStatusCode.InternalServerError, (await site.Browser().GetAsync("/g")).StatusCode);
            Assert.Contains(site.Log.GetSnapshot(), record => record.Exception?.Message.StartsWith($"an attribute of the endpoint HTTP: GET /g has a mistake: {mistake}", StringComparison.Ordinal) == true);
        }
    }

    [Fact]
    public void A_gate_with_a_mistake_is_closed()
    {
        var on = new FeatureResult(true, FeatureResultSource.DefaultValue);
        Assert.False(new RequireFeatureAttribute("").IsOpen(on));
        Assert.False(new RequireVariationAttribute("", "true").IsOpen(on));
        Assert.False(new RequireValueAttribute("", true).IsOpen(on));
        Assert.False(new RequireValueAttribute("columns", null!).IsOpen(new FeatureResult(Value.Null.Instance, FeatureResultSource.DefaultValue)));
    }

    private sealed class OneController(TypeInfo controller) : IApplicationFeatureProvider<Microsoft.AspNetCore.Mvc.Controllers.ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, Microsoft.AspNetCore.Mvc.Controllers.ControllerFeature feature) =>
            feature.Controllers.Add(controller);
    }

    private sealed class EmptyKey : ControllerBase
    {
        [RequireFeature("")]
        [HttpGet("/pay")]
        public void Pay()
        {
        }
    }

    [RequireVariation("checkout", "")]
    private sealed class EmptyVariation : ControllerBase;

    private sealed class OtherValue : ControllerBase
    {
        [RequireValue("columns", 'a')]
        [HttpGet("/pay")]
        public void Pay()
        {
        }
    }
}
