namespace Serverless;

/// <summary>The caller's mistake: the same request fails again.</summary>
public sealed class BadRequestException(string message) : Exception(message);
