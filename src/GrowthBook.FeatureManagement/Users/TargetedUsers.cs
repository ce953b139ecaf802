using System.Runtime.CompilerServices;
using GrowthBook.Client;
using Microsoft.FeatureManagement.FeatureFilters;

namespace GrowthBook.FeatureManagement;

/// <summary>
/// The users of requests with the attributes of the application's targeting context: those that the user lacks, and its user id in place of the id that
/// was made for an anonymous visitor. Thread-safe.
/// </summary>
internal sealed class TargetedUsers(GrowthBookClient client, ICurrentVisitor visitor, ContextAttributes attributes)
{
    /// <summary>The last one of each user, so that a request does not look its user up at each call.</summary>
    private readonly ConditionalWeakTable<GrowthBookUser, Targeted> _made = [];

    /// <summary>Returns the user; the same one if the targeting context adds nothing.</summary>
    public async ValueTask<IGrowthBookUser> OfAsync(GrowthBookUser user, ITargetingContextAccessor accessor, CancellationToken cancellationToken)
    {
        if (await accessor.GetContextAsync().ConfigureAwait(false) is not { } context)
            return user;
        var own = user.Attributes.Members;
        var added = attributes.Of((ITargetingContext)context).Members.Where(each => !own.ContainsKey(each.Key) || visitor.IsVisitorId(each.Key));
        var targeting = Attributes.From(added);
        if (targeting.Members.Count == 0)
            return user;
        if (_made.TryGetValue(user, out var known) && known.Targeting.Equals(targeting))
            return known.User;
        var made = user.WithAttributes(targeting);
        if (client.UsersNeedLookup)
            made = await client.UserAsync(made, cancellationToken).ConfigureAwait(false);
        _made.AddOrUpdate(user, new Targeted(targeting, made));
        return made;
    }

    private sealed record Targeted(Attributes Targeting, GrowthBookUser User);
}
