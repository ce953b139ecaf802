using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Renders the script of GrowthBook's DevTools; nothing if <c>UseGrowthBookDevTools</c> does not allow them for the request. Put it at the end
/// of the layout's body. An unknown attribute is an <see cref="InvalidOperationException"/>.
/// </summary>
/// <example><code>&lt;growthbook-devtools nonce="@nonce" /&gt;</code></example>
[HtmlTargetElement("growthbook-devtools", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class GrowthBookDevToolsTagHelper : TagHelper
{
    /// <summary>The nonce of the page's content security policy. Default: <c>null</c>, none.</summary>
    public string? Nonce { get; set; }

    /// <summary>The view, which Razor sets.</summary>
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        _ = output ?? throw new ArgumentNullException(nameof(output));
        TagAttributes.Check(output, "nonce");
        output.SuppressOutput();
        var http = ViewContext.HttpContext;
        if (http.Features.Get<DevToolsRequest>() is { } request)
            output.PostElement.SetHtmlContent(request.Script(Nonce));
        else
            http.RequestServices.GetService<DevToolsCall>()?.WarnIfMissing();
    }
}
