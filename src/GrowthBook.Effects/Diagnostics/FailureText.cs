namespace GrowthBook.Client;

/// <summary>
/// Exceptions of the application's code, for a log: the types and the place. Their messages may hold attribute values, so a log line has
/// them only on request, or if the exception is a <see cref="ILoggableException"/>, which needs no type and place.
/// </summary>
internal static class FailureText
{
    /// <param name="exception">The exception.</param>
    /// <param name="withMessages">Whether to add the messages, each on one line.</param>
    public static string Of(Exception exception, bool withMessages)
    {
        var text = Chain(exception, withMessages);
        return exception is not ILoggableException && FirstFrame(exception) is { } frame ? text + " " + frame : text;
    }

    /// <summary>What tells failures apart: the types, and the messages that need no type and place.</summary>
    public static string ReasonOf(Exception exception) => Chain(exception, withMessages: false);

    private static string Chain(Exception exception, bool withMessages)
    {
        var text = Part(exception, withMessages);
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            text += " < " + Part(inner, withMessages);
        return text;
    }

    private static string Part(Exception exception, bool withMessage) =>
        exception is ILoggableException ? PlainText.Of(exception.Message, PlainText.MaxMessage)
        : withMessage ? $"{exception.GetType()} ({PlainText.Of(exception.Message, PlainText.MaxMessage)})"
        : exception.GetType().ToString();

    private static string? FirstFrame(Exception exception)
    {
        if (exception.StackTrace is not { } trace)
            return null;
        var end = trace.IndexOf('\n');
        return (end < 0 ? trace : trace.Substring(0, end)).Trim();
    }
}
