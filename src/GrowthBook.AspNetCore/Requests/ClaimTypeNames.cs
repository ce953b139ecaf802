using System.Security.Claims;

namespace GrowthBook.AspNetCore;

/// <summary>The names of one claim: that of a token, and that which ASP.NET Core's handlers and Identity give it.</summary>
internal static class ClaimTypeNames
{
    private const string Microsoft = "http://schemas.microsoft.com/identity/claims/";

    private static readonly string[][] Same =
    [
        ["sub", ClaimTypes.NameIdentifier, "nameid"],
        ["name", ClaimTypes.Name, "unique_name"],
        ["email", ClaimTypes.Email],
        ["role", ClaimTypes.Role, "roles"],
        ["given_name", ClaimTypes.GivenName],
        ["family_name", ClaimTypes.Surname],
        ["birthdate", ClaimTypes.DateOfBirth],
        ["gender", ClaimTypes.Gender],
        ["phone_number", ClaimTypes.MobilePhone],
        ["upn", ClaimTypes.Upn],
        ["oid", Microsoft + "objectidentifier"],
        ["tid", Microsoft + "tenantid"],
    ];

    /// <summary>Returns the names of a claim, the given one first.</summary>
    public static string[] Of(string type) => [type, .. Same.FirstOrDefault(names => names.Contains(type))?.Where(name => name != type) ?? []];

    /// <summary>Returns the first claim that has one of the names, the first name first; <c>null</c> without one.</summary>
    public static Claim? First(ClaimsPrincipal user, string[] names)
    {
        foreach (var name in names)
        {
            if (user.FindFirst(name) is { } claim)
                return claim;
        }
        return null;
    }

    /// <summary>Returns all claims of the first of the names that a claim has.</summary>
    public static Claim[] All(ClaimsPrincipal user, string[] names)
    {
        foreach (var name in names)
        {
            if (user.FindAll(name).ToArray() is { Length: > 0 } claims)
                return claims;
        }
        return [];
    }
}
