using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GrowthBook.AspNetCore.Tests.Pages;

[RequireFeature("beta")]
[Authorize]
public sealed class GatedModel : PageModel;
