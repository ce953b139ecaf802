namespace WebApp;

/// <summary>The frame of every page.</summary>
internal static class Layout
{
    public static Html Of(Shop shop, Page page) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="payload" content="{shop.Version}">
        <title>{page.Title} – Kiln &amp; Clay</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/shop.css">
        <script type="module" src="/shop.js"></script>
        </head>
        <body>
        {Banner(shop)}
        <header>
          <a class="brand" href="/">Kiln <span>&amp;</span> Clay</a>
          <nav aria-label="Shop">
            <a href="/">Pottery</a>
            <a href="/studio">Studio</a>
            {Sale(shop)}
            <a href="/checkout">Checkout</a>
          </nav>
          {Login(shop)}
        </header>
        <main>{page.Content}</main>
        <footer><p>A sample shop. Nothing is sold.</p>{Inspector(shop)}</footer>
        </body>
        </html>

        """);

    /// <summary>A flag whose value is the text.</summary>
    private static Html Banner(Shop shop) => shop.User.GetFeatureValue("banner", "") is { Length: > 0 } text
        ? Html.Of($"""<aside class="banner" aria-label="Offer">{text}</aside>""")
        : default;

    /// <summary>A link that only visitors with the flag see. The page itself has a gate.</summary>
    private static Html Sale(Shop shop) => shop.User.IsOn("members-sale") ? Html.Of($"""<a class="sale" href="/sale">Members’ sale</a>""") : default;

    private static Html Login(Shop shop) => shop.Login is { IsAuthenticated: true, Name: var name }
        ? Html.Of($"""<form method="post" action="/logout">{shop.Token}<button class="quiet">Log out, {name}</button></form>""")
        : Html.Of($"""
            <form method="post" action="/login">{shop.Token}
            <input type="hidden" name="name" value="Ada"><input type="hidden" name="plan" value="member">
            <button class="quiet">Log in as a member</button></form>
            """);

    private static Html Inspector(Shop shop) => shop.Environment.IsDevelopment()
        ? Html.Of($"""<p><a href="/_growthbook">Why do I see this? Open the inspector</a></p>""")
        : default;
}
