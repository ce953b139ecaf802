using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace GrowthBook.Blazor;

/// <summary>Shows content with the value of a feature.</summary>
/// <typeparam name="TValue">The type of the value, one that <see cref="FeatureResult.ValueOr{T}(T)"/> converts to.</typeparam>
/// <example><code>
/// &lt;GrowthBookValue Key="columns" Fallback="3" Context="columns"&gt;&lt;Grid Columns="columns" /&gt;&lt;/GrowthBookValue&gt;
/// </code></example>
public sealed class GrowthBookValue<TValue> : GrowthBookComponent
{
    private (bool IsKnown, TValue Value) _value;

    /// <summary>The value where the feature has none, or one that does not fit.</summary>
    [Parameter]
    [EditorRequired]
    public TValue Fallback { get; set; } = default!;

    /// <summary>The content. Default: none.</summary>
    [Parameter]
    public RenderFragment<TValue>? ChildContent { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        CheckKey();
        _value = User is { } user ? (true, user.GetFeatureValue(Key, Fallback)) : default;
    }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        builder.AddContent(0, _value.IsKnown ? ChildContent?.Invoke(_value.Value) : Loading);
    }
}
