namespace GrowthBook.Analysis;

/// <summary>One member that differs between two payloads.</summary>
/// <param name="Path">The JSON path in the new payload, or in the old one for a removed part.</param>
/// <param name="Part">The part for people: <c>rule 2 of `checkout`</c>.</param>
/// <param name="Change">The difference for people: <c>coverage 0.5 → 0.8</c>.</param>
public sealed record Edit(string Path, string Part, string Change)
{
    /// <summary>The edit on one line: <c>rule 2 of `checkout`: coverage 0.5 → 0.8</c>.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString() => $"{Part}: {Change}";

    /// <summary>The edit as JSON: <c>{"path","part","change"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new([new("path", Path), new("part", Part), new("change", Change)]);
}
