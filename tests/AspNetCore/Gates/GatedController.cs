using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GrowthBook.AspNetCore.Tests.Gates;

[ApiController]
[RequireFeature("beta")]
[Authorize]
[Route("mvc")]
public sealed class GatedController : ControllerBase
{
    [HttpGet]
    public string Index() => "mvc";

    [HttpGet("pro")]
    [RequireVariation("checkout", "one-page")]
    public string Pro() => "pro";
}

[ApiController]
[Route("mvc-open")]
public sealed class OpenController : ControllerBase
{
    [HttpGet]
    public string Index() => "open";
}
