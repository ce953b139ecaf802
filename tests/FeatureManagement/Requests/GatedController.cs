using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.Mvc;

namespace GrowthBook.FeatureManagement.Tests.Requests;

public sealed class GatedController : ControllerBase
{
    [HttpGet("/mvc/beta")]
    [FeatureGate("beta")]
    public string Beta() => "beta";

    [HttpGet("/mvc/not-beta")]
    [FeatureGate(RequirementType.All, true, "beta")]
    public string NotBeta() => "not beta";

    [HttpGet("/mvc/any")]
    [FeatureGate(RequirementType.Any, "closed", "beta")]
    public string Any() => "any";

    [HttpGet("/mvc/legacy")]
    [FeatureGate("legacy")]
    public string Legacy() => "legacy";

    [HttpGet("/mvc/filtered")]
    public string Filtered() => "filtered";
}

public sealed class HeaderFilter : IAsyncActionFilter
{
    public Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        context.HttpContext.Response.Headers["X-Filter"] = "ran";
        return next();
    }
}
