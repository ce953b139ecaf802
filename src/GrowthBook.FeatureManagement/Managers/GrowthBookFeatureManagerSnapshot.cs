using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GrowthBook.Client;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace GrowthBook.FeatureManagement;

/// <summary>
/// The answers of one scope. Calls without a context are for the user of the first one and get the same answer each time. Calls with a
/// context are evaluated each time, because a context can change.
/// </summary>
internal sealed class GrowthBookFeatureManagerSnapshot(GrowthBookFeatureManager manager) : IFeatureManagerSnapshot, IVariantFeatureManagerSnapshot
{
    private IGrowthBookUser? _user;
    private ConcurrentDictionary<string, bool>? _flags;
    private ConcurrentDictionary<string, Variant?>? _variants;
    private List<string>? _names;

    public IAsyncEnumerable<string> GetFeatureNamesAsync() => GetFeatureNamesAsync(CancellationToken.None);

    public async IAsyncEnumerable<string> GetFeatureNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _names) is not { } names)
        {
            names = [];
            var user = await UserAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var name in manager.NamesAsync(user.Context.Payload, cancellationToken).ConfigureAwait(false))
                names.Add(name);
            names = Interlocked.CompareExchange(ref _names, names, null) ?? names;
        }
        foreach (var name in names)
            yield return name;
    }

    public Task<bool> IsEnabledAsync(string feature) => IsEnabledAsync(feature, CancellationToken.None).AsTask();

    public Task<bool> IsEnabledAsync<TContext>(string feature, TContext context) => IsEnabledAsync(feature, context, CancellationToken.None).AsTask();

    public ValueTask<bool> IsEnabledAsync(string feature, CancellationToken cancellationToken) =>
        Volatile.Read(ref _user) is { } user && manager.IsStable(user, feature) ? new(user.IsOn(feature)) : KeptAsync(feature, cancellationToken);

    public async ValueTask<bool> IsEnabledAsync<TContext>(string feature, TContext context, CancellationToken cancellationToken)
    {
        var user = await UserOfAsync(context, cancellationToken).ConfigureAwait(false);
        return await manager.IsEnabledForAsync(user, feature, context, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Variant> GetVariantAsync(string feature, CancellationToken cancellationToken)
    {
        var user = await UserAsync(cancellationToken).ConfigureAwait(false);
        var variants = LazyInitializer.EnsureInitialized(ref _variants);
        return variants.TryGetValue(feature, out var variant)
            ? variant!
            : variants.GetOrAdd(feature, await manager.VariantForAsync(user, feature, cancellationToken).ConfigureAwait(false))!;
    }

    public async ValueTask<Variant> GetVariantAsync(string feature, ITargetingContext context, CancellationToken cancellationToken)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var user = await UserOfAsync(context, cancellationToken).ConfigureAwait(false);
        return await manager.VariantForAsync(user, feature, context, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> KeptAsync(string feature, CancellationToken cancellationToken)
    {
        var user = await UserAsync(cancellationToken).ConfigureAwait(false);
        if (manager.IsStable(user, feature))
            return user.IsOn(feature);
        var flags = LazyInitializer.EnsureInitialized(ref _flags);
        return flags.TryGetValue(feature, out var isOn)
            ? isOn
            : flags.GetOrAdd(feature, await manager.IsEnabledForAsync(user, feature, cancellationToken).ConfigureAwait(false));
    }

    private ValueTask<IGrowthBookUser> UserOfAsync<TContext>(TContext context, CancellationToken cancellationToken)
    {
        if (manager.TryUserOf(context, cancellationToken, out var user))
            return user;
        return UserAsync(cancellationToken);
    }

    private ValueTask<IGrowthBookUser> UserAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _user) is { } user ? new(user) : PinAsync(cancellationToken);

    private async ValueTask<IGrowthBookUser> PinAsync(CancellationToken cancellationToken)
    {
        var user = await manager.PresentUserAsync(cancellationToken).ConfigureAwait(false);
        return Interlocked.CompareExchange(ref _user, user, null) ?? user;
    }
}
