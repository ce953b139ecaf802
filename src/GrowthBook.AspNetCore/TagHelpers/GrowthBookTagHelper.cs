using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Renders its content if a feature is on for the user, or if the user has a variation. It needs <c>@addTagHelper *,
/// GrowthBook.AspNetCore</c> in <c>_ViewImports.cshtml</c>. The element itself is not rendered. An element without a feature, with an empty variation or with an unknown
/// attribute throws an <see cref="InvalidOperationException"/>, so that a misspelt name shows hidden content to no user.
/// </summary>
/// <example><code>
/// &lt;growthbook feature="banner"&gt;News!&lt;/growthbook&gt;
/// &lt;growthbook feature="checkout" variation="one-page"&gt;…&lt;/growthbook&gt;
/// </code></example>
[HtmlTargetElement("growthbook")]
public sealed class GrowthBookTagHelper : TagHelper
{
    /// <summary>The feature's key. Required.</summary>
    public string Feature { get; set; } = "";

    /// <summary>The variation, named as in <see cref="RequireVariationAttribute"/>. Default: <c>null</c>, the feature has to be on.</summary>
    public string? Variation { get; set; }

    /// <summary>Whether to render the content for the other users instead. Default: <c>false</c>.</summary>
    public bool Negate { get; set; }

    /// <summary>The view, which Razor sets.</summary>
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        _ = output ?? throw new ArgumentNullException(nameof(output));
        TagAttributes.Check(output, "feature", "variation", "negate");
        if (string.IsNullOrEmpty(Feature))
            throw new InvalidOperationException("<growthbook> has no feature, so its content would have no condition; write <growthbook feature=\"KEY\">");
        if (Variation is "")
            throw new InvalidOperationException($"<growthbook feature=\"{Feature}\"> has an empty variation, which no user has; name one, or leave the attribute out");
        output.TagName = null;
        var http = ViewContext.HttpContext;
        var user = await http.GetGrowthBookUserAsync();
        var result = user.EvalFeature(Feature);
        if (RequiredKey.IsList(Feature) && result.Source == FeatureResultSource.UnknownFeature && user.Context.Payload.FeatureKeys.Count > 0)
            throw new InvalidOperationException($"<growthbook> names one feature, and the payload has no feature `{Feature}`; nest one element for each feature");
        var applies = Variation is null
            ? result.On
            : http.RequestServices.GetRequiredService<VariationChecks>().Matches(user.Context, Feature, result, Variation);
        if (applies == Negate)
            output.SuppressOutput();
    }
}
