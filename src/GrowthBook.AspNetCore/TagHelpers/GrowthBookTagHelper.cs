using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Renders its content if a feature is on for the user, or if the user has a variation. It needs <c>@addTagHelper *,
/// GrowthBook.AspNetCore</c> in <c>_ViewImports.cshtml</c>. The element itself is not rendered.
/// </summary>
/// <example><code>
/// &lt;growthbook feature="banner"&gt;News!&lt;/growthbook&gt;
/// &lt;growthbook feature="checkout" variation="one-page"&gt;…&lt;/growthbook&gt;
/// </code></example>
[HtmlTargetElement("growthbook", Attributes = "feature")]
public sealed class GrowthBookTagHelper : TagHelper
{
    /// <summary>The feature's key.</summary>
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
        output.TagName = null;
        var result = (await ViewContext.HttpContext.GetGrowthBookUserAsync()).EvalFeature(Feature);
        var applies = Variation is null ? result.On : VariationName.Matches(result, Variation);
        if (applies == Negate)
            output.SuppressOutput();
    }
}
