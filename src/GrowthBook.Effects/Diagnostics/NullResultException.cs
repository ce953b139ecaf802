namespace GrowthBook.Client;

/// <summary>A function of the application has returned <c>null</c> where that has no meaning.</summary>
/// <param name="function">The function: its name, and whose it is.</param>
/// <param name="mend">What to return.</param>
internal sealed class NullResultException(string function, string mend) : InvalidOperationException($"{function} returned null; {mend}"), ILoggableException
{
    /// <summary>The exception of a method of an object that the application has given.</summary>
    public static NullResultException Of(object part, string method, string mend) => new($"{method} of {TypeName.Of(part.GetType())}", mend);

    /// <summary>The exception of a function that the application has given to a method of the builder.</summary>
    public static NullResultException OfFactory(string method, string part) => new($"the function of {method}", $"return {part}, or do not call {method}");
}
