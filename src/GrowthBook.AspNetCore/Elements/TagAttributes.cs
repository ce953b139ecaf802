using GrowthBook.Client;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GrowthBook.AspNetCore;

/// <summary>The attributes of the elements of this library.</summary>
internal static class TagAttributes
{
    /// <summary>Refuses an attribute that no tag helper reads: a misspelt name would show content that its author hides.</summary>
    /// <param name="output">The element, whose attributes are those that are bound to no property.</param>
    /// <param name="known">The attributes of the element.</param>
    /// <exception cref="InvalidOperationException">An attribute is unknown.</exception>
    public static void Check(TagHelperOutput output, params string[] known)
    {
        if (output.Attributes.Count == 0)
            return;
        var name = output.Attributes[0].Name;
        var mend = NearestName.Near(name, known) is { } nearest
            ? $"did you mean {nearest}?"
            : $"its attributes are {string.Join(", ", known)}";
        throw new InvalidOperationException($"<{output.TagName}> has no attribute `{name}`; {mend}");
    }
}
