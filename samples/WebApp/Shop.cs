using System.Security.Principal;
using GrowthBook.Client;
using Microsoft.AspNetCore.Antiforgery;

namespace WebApp;

/// <summary>What a page needs: the user whose flags it reads, the login, the token of its forms, and the version of the payload.</summary>
internal sealed record Shop(IGrowthBookUser User, IIdentity Login, AntiforgeryTokenSet Tokens, IHostEnvironment Environment, string Version)
{
    /// <summary>The field that every form has.</summary>
    public Html Token => Html.Of($"""<input type="hidden" name="{Tokens.FormFieldName}" value="{Tokens.RequestToken}">""");
}

/// <summary>A page within the layout.</summary>
internal sealed record Page(string Title, Html Content);

/// <summary>A piece of pottery.</summary>
/// <param name="Name">The name.</param>
/// <param name="Note">One line about it.</param>
/// <param name="Price">The price in euros.</param>
/// <param name="Outline">The outline as an SVG path in a square of 120.</param>
internal sealed record Product(string Name, string Note, int Price, string Outline)
{
    public static IReadOnlyList<Product> All { get; } =
    [
        new("Morning mug", "Holds 300 ml and both hands", 24, "M28 30h52v8c16 0 24 8 24 20s-10 22-26 22c-3 10-10 16-24 16s-26-8-26-26zM80 48v22c9 0 14-4 14-11s-5-11-14-11z"),
        new("Ramen bowl", "Deep, with a groove for chopsticks", 32, "M12 44h96c0 28-16 44-34 48v8H46v-8C28 88 12 72 12 44z"),
        new("Bud vase", "For a single stem", 28, "M50 12h20c0 20-6 24-6 34 16 6 26 18 26 34 0 16-12 26-30 26S30 96 30 80c0-16 10-28 26-34 0-10-6-14-6-34z"),
        new("Supper plate", "Stackable, 26 cm", 22, "M8 66c0-6 24-10 52-10s52 4 52 10c0 8-16 20-32 22v6H40v-6C24 86 8 74 8 66z"),
        new("Tea pot", "Pours without a drip", 58, "M54 20h12v10c14 2 24 10 28 22l16-12v16L96 74c-2 16-16 26-36 26-22 0-38-12-38-34 0-18 14-34 32-36zM26 50C10 48 8 78 28 82"),
        new("Water jug", "One litre, thrown in one piece", 46, "M36 14l48 6-8 18c10 8 14 18 14 32 0 22-12 36-32 36S26 92 26 70c0-14 6-24 14-32z"),
    ];
}
