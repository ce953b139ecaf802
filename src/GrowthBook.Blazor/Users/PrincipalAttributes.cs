using System.Security.Claims;
using GrowthBook.AspNetCore;
using GrowthBook.Client;

namespace GrowthBook.Blazor;

/// <summary>
/// Functions that read a user's attributes from the authentication. If several functions give one name a value, the last one wins.
/// </summary>
/// <example><code>options.Attributes.AddClaim("id", "sub").AddClaims("roles", "role");</code></example>
public sealed class PrincipalAttributes
{
    private readonly List<Func<IServiceProvider, ClaimsPrincipal, Attributes>> _readers = [];

    /// <summary>Adds an attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="read">Returns the value, or <c>null</c> for none. If it throws, the error names the attribute.</param>
    /// <returns>These attributes.</returns>
    public PrincipalAttributes Add(string name, Func<ClaimsPrincipal, Value?> read)
    {
        _ = AttributeName.Of(name);
        _ = read ?? throw new ArgumentNullException(nameof(read));
        return Add(
            $"the function of the attribute `{name}` of a user failed",
            (_, principal) => read(principal) is { } value and not Value.Null ? Attributes.Empty.With(name, value) : Attributes.Empty);
    }

    /// <summary>Adds any number of attributes, also from scoped services. Called when the user is made and when the login changes.</summary>
    /// <param name="read">Returns the attributes.</param>
    /// <returns>These attributes.</returns>
    public PrincipalAttributes Add(Func<IServiceProvider, ClaimsPrincipal, Attributes> read)
    {
        _ = read ?? throw new ArgumentNullException(nameof(read));
        return Add("the function that makes several attributes of a user failed", read);
    }

    /// <summary>
    /// Adds the first claim of a type. A claim of the type boolean is a boolean and one of a type of numbers a number, as
    /// the handlers of tokens make them; an integer beyond ±2^53 and other claims are strings.
    /// A user who is not logged in has none. Without a claim of the type, the well-known other names
    /// of the claim count: <c>sub</c> and <see cref="ClaimTypes.NameIdentifier"/> are the same.
    /// </summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="type">The claim's type. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public PrincipalAttributes AddClaim(string name, string? type = null)
    {
        var names = ClaimTypeNames.Of(AttributeName.OfSource("claim", type, name));
        return Add(name, principal => ClaimValue.First(principal, names));
    }

    /// <summary>Adds all claims of a type, such as roles, as an array of values as those of <see cref="AddClaim"/>; no attribute if there are none.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="type">The claims' type. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public PrincipalAttributes AddClaims(string name, string? type = null)
    {
        var names = ClaimTypeNames.Of(AttributeName.OfSource("claim", type, name));
        return Add(name, principal => ClaimValue.All(principal, names));
    }

    private PrincipalAttributes Add(string failure, Func<IServiceProvider, ClaimsPrincipal, Attributes> read)
    {
        _readers.Add((services, principal) =>
        {
            try
            {
                return read(services, principal);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                throw new AttributeFunctionException(failure, error);
            }
        });
        return this;
    }

    /// <summary>Whether there is no function.</summary>
    internal bool IsEmpty => _readers.Count == 0;

    internal Attributes Read(IServiceProvider services, ClaimsPrincipal principal) =>
        _readers.Aggregate(Attributes.Empty, (all, read) => all.With(read(services, principal)
            ?? throw new NullResultException("a function that makes attributes", "return Attributes.Empty")));
}
