namespace GrowthBook.Pure.Spec;

internal static class Json
{
    /// <summary>A JSON text as a value, read as the library reads attributes.</summary>
    public static Value Read(string text)
    {
        var (attributes, errors) = Attributes.Parse($"{{\"read\":{text}}}");
        Assert.DoesNotContain(errors, error => error.Severity != ErrorSeverity.Warning);
        return attributes["read"];
    }
}
