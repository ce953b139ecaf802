using System.Runtime.CompilerServices;
using GrowthBook.Client;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace GrowthBook.FeatureManagement;

/// <summary>Answers for the features of GrowthBook's payload, and has the inner feature manager answer for others.</summary>
internal sealed class GrowthBookFeatureManager(
    FeatureManager inner,
    FeatureUsers users,
    FeatureEvaluation evaluation,
    ITargetingContextAccessor? accessor,
    UnknownFeatures unknown,
    MissingFeatures missing,
    UnknownUsers unknownUsers) : IFeatureManager, IVariantFeatureManager
{
    public IAsyncEnumerable<string> GetFeatureNamesAsync() => GetFeatureNamesAsync(CancellationToken.None);

    public async IAsyncEnumerable<string> GetFeatureNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var payload = (await PresentUserAsync(cancellationToken).ConfigureAwait(false)).Context.Payload;
        await foreach (var name in NamesAsync(payload, cancellationToken).ConfigureAwait(false))
            yield return name;
    }

    public Task<bool> IsEnabledAsync(string feature) => IsEnabledAsync(feature, CancellationToken.None).AsTask();

    public Task<bool> IsEnabledAsync<TContext>(string feature, TContext context) => IsEnabledAsync(feature, context, CancellationToken.None).AsTask();

    // No async method: an answer at once allocates no state machine, also in a debug build.
    public ValueTask<bool> IsEnabledAsync(string feature, CancellationToken cancellationToken)
    {
        var user = PresentUserAsync(cancellationToken);
        return user.IsCompletedSuccessfully ? IsEnabledForAsync(user.Result, feature, cancellationToken) : AwaitedAsync(user, feature, cancellationToken);
    }

    public ValueTask<bool> IsEnabledAsync<TContext>(string feature, TContext context, CancellationToken cancellationToken)
    {
        var user = UserOfAsync(context, cancellationToken);
        return user.IsCompletedSuccessfully
            ? IsEnabledForAsync(user.Result, feature, context, cancellationToken)
            : AwaitedAsync(user, feature, context, cancellationToken);
    }

    public async ValueTask<Variant> GetVariantAsync(string feature, CancellationToken cancellationToken) =>
        await VariantForAsync(await PresentUserAsync(cancellationToken).ConfigureAwait(false), feature, cancellationToken).ConfigureAwait(false);

    public async ValueTask<Variant> GetVariantAsync(string feature, ITargetingContext context, CancellationToken cancellationToken)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var user = await UserOfAsync(context, cancellationToken).ConfigureAwait(false);
        return await VariantForAsync(user, feature, context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the user of a call without a context.</summary>
    internal ValueTask<IGrowthBookUser> PresentUserAsync(CancellationToken cancellationToken) => users.PresentAsync(accessor, cancellationToken);

    /// <summary>Whether a context describes a user of its own.</summary>
    internal bool TryUserOf<TContext>(TContext context, CancellationToken cancellationToken, out ValueTask<IGrowthBookUser> user) =>
        users.TryOf(context, cancellationToken, out user);

    /// <summary>Whether GrowthBook answers for a feature, at once and the same each time.</summary>
    internal bool IsStable(IGrowthBookUser user, string feature) => evaluation.IsUnobserved && Knows(user, feature);

    internal ValueTask<bool> IsEnabledForAsync(IGrowthBookUser user, string feature, CancellationToken cancellationToken)
    {
        if (Answers(user, feature))
            return evaluation.IsOnAsync(user, feature);
        return InnerAnswers(user, feature) ? inner.IsEnabledAsync(feature, cancellationToken) : default;
    }

    internal ValueTask<bool> IsEnabledForAsync<TContext>(IGrowthBookUser user, string feature, TContext context, CancellationToken cancellationToken)
    {
        if (Answers(user, feature))
            return evaluation.IsOnAsync(user, feature);
        return InnerAnswers(user, feature) ? inner.IsEnabledAsync(feature, context, cancellationToken) : default;
    }

    internal ValueTask<Variant> VariantForAsync(IGrowthBookUser user, string feature, CancellationToken cancellationToken)
    {
        if (Answers(user, feature))
            return new(evaluation.VariantOf(user, feature)!);
        return InnerAnswers(user, feature) ? inner.GetVariantAsync(feature, cancellationToken) : default;
    }

    internal ValueTask<Variant> VariantForAsync(IGrowthBookUser user, string feature, ITargetingContext context, CancellationToken cancellationToken)
    {
        if (Answers(user, feature))
            return new(evaluation.VariantOf(user, feature)!);
        return InnerAnswers(user, feature) ? inner.GetVariantAsync(feature, context, cancellationToken) : default;
    }

    /// <summary>Returns the names of the payload's features and then the inner manager's, each once.</summary>
    internal async IAsyncEnumerable<string> NamesAsync(Payload payload, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in payload.FeatureKeys)
            yield return key;
        if (unknown != UnknownFeatures.Inner)
            yield break;
        await foreach (var name in inner.GetFeatureNamesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!payload.HasFeature(name))
                yield return name;
        }
    }

    private ValueTask<IGrowthBookUser> UserOfAsync<TContext>(TContext context, CancellationToken cancellationToken)
    {
        if (users.TryOf(context, cancellationToken, out var user))
            return user;
        return PresentUserAsync(cancellationToken);
    }

    private async ValueTask<bool> AwaitedAsync(ValueTask<IGrowthBookUser> user, string feature, CancellationToken cancellationToken) =>
        await IsEnabledForAsync(await user.ConfigureAwait(false), feature, cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> AwaitedAsync<TContext>(
        ValueTask<IGrowthBookUser> user, string feature, TContext context, CancellationToken cancellationToken) =>
        await IsEnabledForAsync(await user.ConfigureAwait(false), feature, context, cancellationToken).ConfigureAwait(false);

    private static bool Knows(IGrowthBookUser user, string feature)
    {
        _ = feature ?? throw new ArgumentNullException(nameof(feature));
        var context = user.Context;
        return context.Payload.HasFeature(feature) || (context.ForcedFeatureValues is { Count: > 0 } forced && forced.ContainsKey(feature));
    }

    /// <summary>Whether GrowthBook answers for a feature. Notes a user of whom nothing is known.</summary>
    private bool Answers(IGrowthBookUser user, string feature)
    {
        if (!Knows(user, feature))
            return false;
        unknownUsers.Note(user, feature);
        return true;
    }

    private bool InnerAnswers(IGrowthBookUser user, string feature)
    {
        if (unknown == UnknownFeatures.Throw)
        {
            throw new FeatureManagementException(
                FeatureManagementError.MissingFeature,
                $"GrowthBook's payload has no feature `{feature}`; add it, or set Unknown to Inner or Off in UseGrowthBook");
        }
        var answers = unknown == UnknownFeatures.Inner;
        missing.Note(user.Context.Payload, feature, answers ? inner : null);
        return answers;
    }
}
