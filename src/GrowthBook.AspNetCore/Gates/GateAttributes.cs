using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Refuses mistakes in the attributes of controllers, actions and page models that are conditions, such as an empty key, when MVC reads them: it knows their place.
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "MVC keeps the methods and properties of its types.")]
internal sealed class GateAttributes : IApplicationModelProvider, IPageApplicationModelProvider
{
    /// <summary>Before the providers of MVC, which make all attributes.</summary>
    public int Order => int.MinValue;

    /// <exception cref="InvalidOperationException">An attribute has a mistake; the message names its place.</exception>
    public void OnProvidersExecuting(ApplicationModelProviderContext context)
    {
        foreach (var controller in context.ControllerTypes)
        {
            Check(controller, controller.Name);
            foreach (var action in controller.GetMethods())
                Check(action, $"{controller.Name}.{action.Name}");
        }
    }

    /// <exception cref="InvalidOperationException">An attribute has a mistake; the message names its place.</exception>
    public void OnProvidersExecuting(PageApplicationModelProviderContext context)
    {
        if (context.PageType.GetProperty("Model")?.PropertyType is { } model)
            Check(model, model.Name);
    }

    public void OnProvidersExecuted(ApplicationModelProviderContext context)
    {
    }

    public void OnProvidersExecuted(PageApplicationModelProviderContext context)
    {
    }

    private static void Check(MemberInfo member, string place) =>
        IDeclaredGate.ThrowIfMistaken(member.GetCustomAttributes(typeof(IDeclaredGate), inherit: true), place);
}
