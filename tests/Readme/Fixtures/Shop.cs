namespace GrowthBook.Readme.Tests.Fixtures;

/// <summary>The payload and the user of the pages' examples.</summary>
internal static class Shop
{
    public const string Json = """
        {
          "features": {
            "dark-mode": { "defaultValue": false, "rules": [{ "id": "fr_1", "condition": { "plan": "pro" }, "force": true }] },
            "page-size": { "defaultValue": 20 },
            "theme": { "defaultValue": { "accent": "#0a0", "rounded": true } },
            "checkout": {
              "defaultValue": "classic",
              "rules": [{
                "id": "fr_2", "key": "new-checkout", "hashAttribute": "id", "hashVersion": 2, "seed": "new-checkout",
                "variations": ["classic", "one-page"], "weights": [0.5, 0.5], "meta": [{ "key": "0" }, { "key": "1" }]
              }]
            }
          },
          "savedGroups": { "beta": ["u-1", "u-2"] }
        }
        """;

    public static Payload Payload { get; } = Payload.Parse(Json).Value;

    public static Context Context { get; } = new(Payload, new Attributes { ["id"] = "u-1", ["plan"] = "pro" });
}
