using GrowthBook;

namespace WebApp;

/// <summary>The pages of the shop.</summary>
internal static class Pages
{
    /// <summary>A text by a flag, and the button's text by an experiment.</summary>
    public static Page Home(Shop shop) => new("Pottery", Html.Of($"""
        <section class="hero">
          <p class="eyebrow">Small batches, fired on Fridays</p>
          <h1>{shop.User.GetFeatureValue("greeting", "Hello")}</h1>
          <p>Stoneware for the table, thrown by hand and glazed in six colours.</p>
        </section>
        {Products(shop.User.GetFeatureValue("buy-button", "Buy"))}
        """));

    /// <summary>Behind a gate: other visitors get 404.</summary>
    public static Page Sale(Shop _) => new("Members’ sale", Html.Of($"""
        <section class="hero"><p class="eyebrow">For members</p><h1>Members’ sale</h1><p>Second firsts: small flaws, a third off.</p></section>
        {Products("Reserve", percentOff: 33)}
        """));

    /// <summary>The page that a redirect experiment of the payload sends half of the visitors away from.</summary>
    public static Page Studio(Shop shop) => new("The studio", Html.Of($"""
        {Blocked(shop)}
        <section class="hero"><h1>The studio</h1><p>Visit us on the first Saturday of the month. The wheel is yours for an hour.</p></section>
        """));

    /// <summary>
    /// The targets of redirects are absolute, and other origins are not allowed: at another address a developer reads why a visitor stays.
    /// </summary>
    private static Html Blocked(Shop shop) => shop.Environment.IsDevelopment() && Evaluator.EvalPage(shop.User.Context).Result.Redirect is { } redirect
        ? Html.Of($"""<aside class="banner" aria-label="Redirect">You stay here because features.json redirects to another origin: {redirect.Url}</aside>""")
        : default;

    public static Page StudioStory(Shop _) => new("The studio’s story", Html.Of($"""
        <section class="hero"><p class="eyebrow">Since 1987</p><h1>The studio’s story</h1>
        <p>Two sisters, one kiln and a barn without a door. Come and hear the rest on the first Saturday of the month.</p></section>
        """));

    public static Page OnePageCheckout(Shop _) => new("Checkout", Html.Of($"""
        <section class="checkout"><h1>Checkout on one page</h1>
        <form>
          <fieldset><legend>Delivery</legend>{Field("Name", "name")}{Field("Street and number", "street-address")}</fieldset>
          <fieldset><legend>Payment</legend>{Field("Name on the card", "cc-name")}</fieldset>
          <button type="button">Order</button>
        </form></section>
        """));

    public static Page StepsCheckout(Shop _) => new("Checkout", Html.Of($"""
        <section class="checkout"><h1>Checkout in three steps</h1>
        <ol class="steps"><li aria-current="step">Delivery</li><li>Payment</li><li>Order</li></ol>
        <form>
          <fieldset><legend>Delivery</legend>{Field("Name", "name")}{Field("Street and number", "street-address")}</fieldset>
          <button type="button">Next: payment</button>
        </form></section>
        """));

    private static Html Field(string label, string autocomplete) => Html.Of($"""<label>{label}<input autocomplete="{autocomplete}"></label>""");

    private static Html Products(string button, int percentOff = 0) => Html.Of($"""
        <ul class="products">{Product.All.Select((product, index) => Html.Of($"""
          <li class="glaze-{index + 1}">
            <svg viewBox="0 0 120 120" aria-hidden="true"><path d="{product.Outline}"/></svg>
            <h2>{product.Name}</h2><p>{product.Note}</p>
            <p class="price">{product.Price * (100 - percentOff) / 100} €</p>
            <a class="button" href="/checkout">{button}<span class="hidden"> {product.Name}</span></a>
          </li>
          """))}</ul>
        """);
}
