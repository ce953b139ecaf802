using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The severity of a fault in a payload, a condition, a context or a record.</summary>
[JsonConverter(typeof(PayloadErrorJsonConverter))]
public enum ErrorSeverity
{
    /// <summary>Nothing is lost, but the text may not mean what its author wanted.</summary>
    Warning,

    /// <summary>The part at the path is left out or matches no user; everything else is used.</summary>
    Error,

    /// <summary>The whole text is unusable, such as truncated JSON.</summary>
    Fatal,
}

/// <summary>A fault found while text was read, as a value. Reading never throws because of the content of the text.</summary>
/// <param name="Severity">The consequence of the fault.</param>
/// <param name="Path">Where it is, as a JSON path from the root of the text: <c>$.features.banner.rules[0].coverage</c>.</param>
/// <param name="Message">The fault and its consequence, in lower case without a final period.</param>
[JsonConverter(typeof(PayloadErrorJsonConverter))]
public sealed record PayloadError(ErrorSeverity Severity, string Path, string Message)
{
    /// <summary>The error on one line, for a log or a terminal.</summary>
    /// <returns><c>error at $.features.banner.rules[0].coverage: …</c></returns>
    public override string ToString()
    {
        var severity = Severity switch
        {
            ErrorSeverity.Warning => "warning",
            ErrorSeverity.Error => "error",
            _ => "fatal error",
        };
        return $"{severity} at {Path}: {Message}";
    }
}
