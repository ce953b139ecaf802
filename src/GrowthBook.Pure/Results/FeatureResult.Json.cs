namespace GrowthBook;

public sealed partial record FeatureResult
{
    /// <summary>The result as the other GrowthBook SDKs write it.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => ResultJson.Of(this);

    /// <summary>The JSON text of the result.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();
}
