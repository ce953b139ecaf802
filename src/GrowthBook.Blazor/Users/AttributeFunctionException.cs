namespace GrowthBook.Blazor;

/// <summary>A function of the application that makes attributes threw the inner exception. The message names the attribute, and has none of its values.</summary>
/// <param name="message">Which function failed.</param>
/// <param name="inner">What it threw.</param>
internal sealed class AttributeFunctionException(string message, Exception inner) : InvalidOperationException(message, inner);
