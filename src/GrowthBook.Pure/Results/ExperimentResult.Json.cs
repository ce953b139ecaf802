namespace GrowthBook;

public sealed partial record ExperimentResult
{
    /// <summary>The result as the other GrowthBook SDKs write it.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => ResultJson.Of(this);

    /// <summary>The JSON text of the result.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();

    /// <summary>
    /// Reads a result from the form that <see cref="ToValue"/> gives, or from an exposure of another SDK, of which <c>variationId</c>, <c>hashAttribute</c> and
    /// <c>hashValue</c> are enough.
    /// </summary>
    /// <param name="json">The JSON text of the result.</param>
    /// <returns>The result, <c>null</c> where it is malformed, and every fault found with its JSON path.</returns>
    public static Parsed<ExperimentResult?> Parse(string json) =>
        ValueReader.Parse(json, ResultReader.ReadForeign);
}
