using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GrowthBook.AspNetCore.Tests.Pages;

/// <summary>A page with a condition and without an authorization.</summary>
[RequireFeature("beta")]
public sealed class FreePageModel : PageModel;
