namespace GrowthBook.Client;

/// <summary>
/// Exceptions for a log: the types and the place in the application. Messages of the application may hold attribute values, so a log line has
/// them only on request. An <see cref="ILoggableException"/>, as this library's own parts throw, is its message and needs no type, cause and place.
/// </summary>
internal static class FailureText
{
    /// <param name="exception">The exception.</param>
    /// <param name="withMessages">Whether to add the messages, each on one line.</param>
    public static string Of(Exception exception, bool withMessages)
    {
        var thrown = withMessages ? exception : CauseOf(exception);
        var text = Chain(thrown, withMessages);
        return thrown is not ILoggableException && Place(thrown) is { } frame ? text + " " + frame : text;
    }

    /// <summary>What tells failures apart: the types, and the messages that need no type and place.</summary>
    public static string ReasonOf(Exception exception) => Chain(CauseOf(exception), withMessages: false);

    /// <summary>The cause within exceptions that only add which effects were not written.</summary>
    private static Exception CauseOf(Exception exception) => exception is IEnvelopeException { InnerException: { } cause } ? CauseOf(cause) : exception;

    private static string Chain(Exception exception, bool withMessages)
    {
        var text = Part(exception, withMessages);
        for (var last = exception; (withMessages || last is not ILoggableException) && last.InnerException is { } inner; last = inner)
            text += " < " + Part(inner, withMessages);
        return text;
    }

    private static string Part(Exception exception, bool withMessage) =>
        exception is ILoggableException ? PlainText.Of(exception.Message, PlainText.MaxMessage)
        : withMessage ? $"{exception.GetType()} ({PlainText.Of(exception.Message, PlainText.MaxMessage)})"
        : exception.GetType().ToString();

    /// <summary>
    /// The deepest frame of the application, or of a library that it uses; <c>null</c> without one. The cause is in the innermost exception.
    /// </summary>
    private static string? Place(Exception exception)
    {
        var frames = new List<string>();
        for (var each = exception; each is not null; each = each.InnerException)
            frames.InsertRange(0, (each.StackTrace ?? "").Split('\n').Select(frame => frame.Trim()).Where(frame => frame.Length > 0 && !frame.StartsWith("---", StringComparison.Ordinal)));
        return frames.Find(frame => !IsOf(frame, "GrowthBook.") && !IsOf(frame, "System.") && !IsOf(frame, "Microsoft."));
    }

    /// <summary>Whether the method of a frame is in a namespace. The word before the method depends on the language of the platform.</summary>
    private static bool IsOf(string frame, string prefix)
    {
        var start = frame.IndexOf(' ') + 1;
        return string.CompareOrdinal(frame, start, prefix, 0, prefix.Length) == 0;
    }
}
