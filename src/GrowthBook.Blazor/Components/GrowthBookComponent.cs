using GrowthBook.AspNetCore;
using GrowthBook.Client;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Blazor;

/// <summary>
/// A component that shows content by a feature of the cascading <see cref="IGrowthBookUser"/>. It renders again when the login, the payload or
/// the URL changes.
/// </summary>
public abstract class GrowthBookComponent : ComponentBase
{
    private protected GrowthBookComponent()
    {
    }

    /// <summary>The feature's key.</summary>
    [Parameter]
    [EditorRequired]
    public string Key { get; set; } = "";

    /// <summary>The content until the login is known and the lookups of the client have ended. Default: none.</summary>
    [Parameter]
    public RenderFragment? Loading { get; set; }

    /// <summary>The user, which <c>AddBlazor</c> cascades; a <c>CascadingValue</c> of another user wins.</summary>
    [CascadingParameter]
    private IGrowthBookUser? Cascaded { get; set; }

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    /// <summary>Compares variations; <c>null</c> without <c>AddBlazor</c>, with a cascading user only.</summary>
    private protected VariationChecks? Variations => field ??= Services.GetService<VariationChecks>();

    private ScopedUser Scoped => field ??= ScopedUser.Of(Services);

    private protected IGrowthBookUser? User => Cascaded ?? Scoped.Current;

    /// <summary>Refuses an element without a key: it would show its content for no user, or to every other one.</summary>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    private protected void CheckKey()
    {
        if (string.IsNullOrEmpty(Key))
            throw new InvalidOperationException($"<{GetType().Name.Split('`')[0]}> has no feature; write <{GetType().Name.Split('`')[0]} Key=\"KEY\">");
    }

    /// <summary>Waits for the user, so that a page that is rendered on the server has its features.</summary>
    /// <returns>A task that ends when there is a user.</returns>
    protected sealed override Task OnInitializedAsync() => User is null ? Scoped.ReadyAsync() : Task.CompletedTask;
}
