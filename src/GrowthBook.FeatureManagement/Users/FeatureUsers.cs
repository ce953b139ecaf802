using GrowthBook.Client;
using Microsoft.FeatureManagement.FeatureFilters;

namespace GrowthBook.FeatureManagement;

/// <summary>The users for whom a feature manager evaluates. Thread-safe.</summary>
internal sealed class FeatureUsers(GrowthBookClient client, ICurrentUser? current, ContextAttributes attributes)
{
    private readonly TargetedUsers? _targeted = current is ICurrentVisitor visitor ? new TargetedUsers(client, visitor, attributes) : null;

    /// <summary>Whether the application says whose request or work it is.</summary>
    public bool HaveSource => current is not null;

    /// <summary>
    /// Returns the user of a call without a context: the current one, with the attributes of the accessor that it lacks; else that of the accessor, or an
    /// anonymous one.
    /// </summary>
    public ValueTask<IGrowthBookUser> PresentAsync(ITargetingContextAccessor? accessor, CancellationToken cancellationToken)
    {
        if (current is null)
            return OutsideAsync(accessor, cancellationToken);
        var pending = current.GetAsync();
        if (!pending.IsCompletedSuccessfully)
            return AwaitedAsync(pending, accessor, cancellationToken);
        return pending.Result is { } user ? InsideAsync(user, accessor, cancellationToken) : OutsideAsync(accessor, cancellationToken);
    }

    /// <summary>Finds the user that a context describes.</summary>
    public bool TryOf<TContext>(TContext context, CancellationToken cancellationToken, out ValueTask<IGrowthBookUser> user)
    {
        if (context is IGrowthBookUser given)
        {
            user = new(given);
            return true;
        }
        var found = context is null ? null : attributes.Of(context);
        user = found is null ? default : UserAsync(found, cancellationToken);
        return found is not null;
    }

    private async ValueTask<IGrowthBookUser> AwaitedAsync(
        ValueTask<GrowthBookUser?> pending, ITargetingContextAccessor? accessor, CancellationToken cancellationToken)
    {
        if (await pending.ConfigureAwait(false) is { } user)
            return await InsideAsync(user, accessor, cancellationToken).ConfigureAwait(false);
        return await OutsideAsync(accessor, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<IGrowthBookUser> InsideAsync(GrowthBookUser user, ITargetingContextAccessor? accessor, CancellationToken cancellationToken) =>
        accessor is null || _targeted is null ? new(user) : _targeted.OfAsync(user, accessor, cancellationToken);

    private async ValueTask<IGrowthBookUser> OutsideAsync(ITargetingContextAccessor? accessor, CancellationToken cancellationToken)
    {
        var context = accessor is null ? null : await accessor.GetContextAsync().ConfigureAwait(false);
        return await UserAsync(context is null ? Attributes.Empty : attributes.Of((ITargetingContext)context), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IGrowthBookUser> UserAsync(Attributes found, CancellationToken cancellationToken) =>
        await client.UserAsync(found, cancellationToken: cancellationToken).ConfigureAwait(false);
}
