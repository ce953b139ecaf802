namespace GrowthBook.Client.Endurance.Load;

/// <summary>An experiment that gives all new users one variation: only a stored assignment keeps a user in the other one.</summary>
internal static class AlternatingExperiment
{
    public const string Key = "sticky";

    /// <summary>The payload that gives new users a variation, 0 or 1, as the value of the feature <c>layout</c>.</summary>
    public static string Payload(int variation) => $$$"""
        {"features":{"layout":{"defaultValue":9,"rules":[{"key":"{{{Key}}}","hashAttribute":"id","hashVersion":2,"variations":[0,1],
          "weights":[{{{1 - variation}}},{{{variation}}}],"meta":[{"key":"0"},{"key":"1"}]}]}
        }}
        """;
}
