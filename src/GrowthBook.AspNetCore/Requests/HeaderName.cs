using System.Buffers;

namespace GrowthBook.AspNetCore;

/// <summary>The form that HTTP gives the names of headers and cookies: a token (RFC 9110, 5.6.2).</summary>
internal static class HeaderName
{
    /// <summary>The form in words.</summary>
    public const string Form = "ASCII letters, digits and !#$%&'*+-.^_`|~";

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    /// <summary>Whether a header or a cookie can have the name.</summary>
    public static bool IsValid(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>Returns the name of a header or a cookie that an attribute is read from: by default the name of the attribute.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="source">The name; <c>null</c> for the default.</param>
    /// <param name="name">The name of the attribute.</param>
    /// <exception cref="ArgumentException">A name is empty, or no request can have the header or cookie.</exception>
    public static string Of(string kind, string? source, string name)
    {
        var given = AttributeName.OfSource(kind, source, name);
        return IsValid(given)
            ? given
            : throw new ArgumentException($"no request has the {kind} `{PlainText.Of(given, PlainText.MaxName)}` of the attribute `{name}`: the name of a {kind} has {Form} only");
    }
}
