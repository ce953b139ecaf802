namespace GrowthBook.Client;

/// <summary>
/// Exceptions of the application's code, for a log: the types and the place in the application. Their messages may hold attribute values, so a log line has
/// them only on request, or if the exception is a <see cref="ILoggableException"/>, which needs no type and place.
/// </summary>
internal static class FailureText
{
    /// <param name="exception">The exception.</param>
    /// <param name="withMessages">Whether to add the messages, each on one line.</param>
    public static string Of(Exception exception, bool withMessages)
    {
        var text = Chain(exception, withMessages);
        return exception is not ILoggableException && Place(exception) is { } frame ? text + " " + frame : text;
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

    /// <summary>
    /// The deepest frame of the application, or of a library that it uses; the platform's and this library's only without one. The cause is in
    /// the innermost exception.
    /// </summary>
    private static string? Place(Exception exception)
    {
        var frames = new List<string>();
        for (var each = exception; each is not null; each = each.InnerException)
            frames.InsertRange(0, (each.StackTrace ?? "").Split('\n').Select(frame => frame.Trim()).Where(frame => frame.Length > 0 && !frame.StartsWith("---", StringComparison.Ordinal)));
        return frames.Find(frame => !IsOf(frame, "GrowthBook.") && !IsOf(frame, "System.") && !IsOf(frame, "Microsoft."))
            ?? frames.Find(frame => !IsOf(frame, "GrowthBook."))
            ?? frames.FirstOrDefault();
    }

    /// <summary>Whether the method of a frame is in a namespace. The word before the method depends on the language of the platform.</summary>
    private static bool IsOf(string frame, string prefix)
    {
        var start = frame.IndexOf(' ') + 1;
        return string.CompareOrdinal(frame, start, prefix, 0, prefix.Length) == 0;
    }
}
