namespace GrowthBook.Analysis;

/// <summary>A finding of lint.</summary>
/// <param name="Code">The kind.</param>
/// <param name="Path">The JSON path.</param>
/// <param name="Place">The line and column.</param>
/// <param name="Message">What is wrong here, in lower case without a final period.</param>
public sealed record Finding(LintCode Code, string Path, LineColumn Place, string Message)
{
    /// <summary>The length in characters of a value in a message.</summary>
    private const int MaxValueLength = 200;

    internal static Finding At(SourceNode node, LintCode code, string message) => new(code, node.Path, node.Place, PlainText.Of(message, PlainText.MaxMessage));

    /// <summary>A name in a message. Many findings can repeat one.</summary>
    internal static string Name(string name) => PlainText.Of(name, PlainText.MaxName);

    /// <summary>The beginning of a value's JSON text in a message.</summary>
    internal static string Text(Value value) => ShortJson.Of(value, MaxValueLength);
}
