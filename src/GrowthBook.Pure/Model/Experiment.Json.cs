namespace GrowthBook;

public sealed partial record Experiment
{
    /// <summary>Reads an inline experiment.</summary>
    /// <param name="json">The JSON text of the experiment.</param>
    /// <returns>The experiment, <c>null</c> where it is malformed, and every fault found with its JSON path.</returns>
    public static Parsed<Experiment?> Parse(string json) => ValueReader.Parse(json, ExperimentReader.ReadDefinition);

    /// <summary>The experiment as the other GrowthBook SDKs write it: members that are not set are left out.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => ExperimentJson.Of(this);

    /// <summary>The JSON text of the experiment.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();
}
