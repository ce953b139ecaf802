namespace Serverless;

/// <summary>The caller's mistake: the same request fails again.</summary>
/// <param name="message">A sentence without text of the request, so that a log can hold it.</param>
/// <param name="path">The JSON path of the fault, for the caller: it can have names of the request.</param>
public sealed class BadRequestException(string message, string path) : Exception(message)
{
    /// <summary>The message and the place of the fault.</summary>
    public string Answer => $"{Message} (at {path})";
}
