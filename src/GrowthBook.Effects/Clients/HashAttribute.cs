namespace GrowthBook.Client;

internal static class HashAttribute
{
    /// <summary>Returns the attribute by which an experiment chooses a variation: <c>id</c> unless it names another.</summary>
    public static string Of(Experiment experiment) => experiment.HashAttribute is { Length: > 0 } name ? name : "id";
}
