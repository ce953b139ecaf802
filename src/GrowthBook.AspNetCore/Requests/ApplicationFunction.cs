using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Calls functions that the application sets in options, so that the error of one that throws names the option.</summary>
internal static class ApplicationFunction
{
    /// <summary>Whether an error gets the name. ASP.NET Core answers the others itself, so they stay as they are.</summary>
    public static bool IsNamed(Exception error) => error is not (OperationCanceledException or BadHttpRequestException);

    /// <summary>Returns the answer of a function about a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="function">The function.</param>
    /// <param name="option">The option that has it.</param>
    /// <exception cref="InvalidOperationException">The function failed.</exception>
    public static T Call<T>(HttpContext http, Func<HttpContext, T> function, string option) =>
        Call(http, function, static (http, function) => function(http), option);

    /// <summary>Returns the answer of a function about a request and something else.</summary>
    /// <param name="http">The request.</param>
    /// <param name="subject">The other argument.</param>
    /// <param name="function">The function.</param>
    /// <param name="option">The option that has it.</param>
    /// <exception cref="InvalidOperationException">The function failed.</exception>
    public static T Call<TSubject, T>(HttpContext http, TSubject subject, Func<HttpContext, TSubject, T> function, string option)
    {
        try
        {
            return function(http, subject);
        }
        catch (Exception error) when (IsNamed(error))
        {
            throw new InvalidOperationException($"the function of {option} failed", error);
        }
    }
}
