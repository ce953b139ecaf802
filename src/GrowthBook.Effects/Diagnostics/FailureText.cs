namespace GrowthBook.Client;

/// <summary>
/// Exceptions of other people's code, for a log: the types and the place. Their messages may hold attribute values
/// and stay out of it.
/// </summary>
internal static class FailureText
{
    public static string Of(Exception exception)
    {
        var types = exception.GetType().ToString();
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            types += " < " + inner.GetType();
        return FirstFrame(exception) is { } frame ? types + " " + frame : types;
    }

    private static string? FirstFrame(Exception exception)
    {
        if (exception.StackTrace is not { } trace)
            return null;
        var end = trace.IndexOf('\n');
        return (end < 0 ? trace : trace.Substring(0, end)).Trim();
    }
}
