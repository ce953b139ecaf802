using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Renders the script element of <see cref="GrowthBookHydrationExtensions.GetGrowthBookHydrationAsync"/>. Put it at the end of the layout's body.
/// An unknown attribute is an <see cref="InvalidOperationException"/>.
/// </summary>
/// <example><code>&lt;growthbook-hydration nonce="@nonce" includes="key => !key.StartsWith("internal-")" /&gt;</code></example>
[HtmlTargetElement("growthbook-hydration", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class GrowthBookHydrationTagHelper : TagHelper
{
    /// <summary>The nonce of the page's content security policy. Default: <c>null</c>, none.</summary>
    public string? Nonce { get; set; }

    /// <summary>Chooses the features by their keys; a page's source shows all of them to its reader. Default: <c>null</c>, all.</summary>
    public Func<string, bool>? Includes { get; set; }

    /// <summary>Whether the browser tracks exposures. Default: <c>true</c>.</summary>
    public bool Tracks { get; set; } = true;

    /// <summary>The view, which Razor sets.</summary>
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        _ = output ?? throw new ArgumentNullException(nameof(output));
        TagAttributes.Check(output, "nonce", "includes", "tracks");
        output.SuppressOutput();
        output.PostElement.SetHtmlContent(await PageHydration.ScriptAsync(ViewContext.HttpContext, Nonce, Includes, Tracks));
    }
}
