namespace GrowthBook;

public sealed partial record FeatureResult
{
    /// <summary>The result as the other GrowthBook SDKs write it.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => ResultJson.Of(this);

    /// <summary>The JSON text of the result.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();

    /// <summary>Reads a result from the form that <see cref="ToValue"/> gives.</summary>
    /// <param name="json">The JSON text of the result.</param>
    /// <returns>The result, <c>null</c> where it is malformed, and every fault found with its JSON path.</returns>
    public static Parsed<FeatureResult?> Parse(string json) =>
        ValueReader.Parse(json, ResultReader.ReadFeature);
}
