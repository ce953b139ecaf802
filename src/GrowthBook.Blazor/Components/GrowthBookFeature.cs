using GrowthBook.AspNetCore;
using GrowthBook.Client;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace GrowthBook.Blazor;

/// <summary>Shows content if a feature is on for the user, or if the user has a variation, and other content for the other users.</summary>
/// <example><code>
/// &lt;GrowthBookFeature Key="checkout" Variation="one-page"&gt;
///     &lt;On&gt;&lt;OnePageCheckout /&gt;&lt;/On&gt;
///     &lt;Off&gt;&lt;CheckoutSteps /&gt;&lt;/Off&gt;
/// &lt;/GrowthBookFeature&gt;
/// </code></example>
public sealed class GrowthBookFeature : GrowthBookComponent
{
    private bool? _isOn;

    /// <summary>
    /// The variation: the key of the experiment's variation, or the feature's value if that is a string. Without an experiment a number or
    /// boolean counts as its JSON text. Default: <c>null</c>, the feature has to be on.
    /// </summary>
    [Parameter]
    public string? Variation { get; set; }

    /// <summary>The content for users with the feature or variation. Default: none.</summary>
    [Parameter]
    public RenderFragment? On { get; set; }

    /// <summary>The content for the other users. Default: none.</summary>
    [Parameter]
    public RenderFragment? Off { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        CheckKey();
        if (Variation is "")
            throw new InvalidOperationException($"<GrowthBookFeature Key=\"{Key}\"> has an empty Variation, which no user has; name one, or leave it out");
        if (User is not { } user)
        {
            _isOn = null;
            return;
        }
        var result = user.EvalFeature(Key);
        _isOn = Variation is null ? result.On
            : user is GrowthBookUser own && Variations is { } variations ? variations.Matches(own.Context, Key, result, Variation)
            : VariationName.Matches(result, Variation);
    }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        builder.AddContent(0, _isOn switch { true => On, false => Off, null => Loading });
    }
}
