namespace GrowthBook.Client;

/// <summary>
/// An <see cref="ICurrentUser"/> whose user may have an id that was made for an anonymous visitor. An id that the application knows replaces
/// such an id, for example that of a targeting context in the package <c>GrowthBook.FeatureManagement</c>.
/// </summary>
public interface ICurrentVisitor : ICurrentUser
{
    /// <summary>Returns whether the present user has an attribute that was made for an anonymous visitor, and that no code of the application gave.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <returns>Whether it is such an id; <c>false</c> if there is no user.</returns>
    bool IsVisitorId(string attribute);
}
