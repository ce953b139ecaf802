using GrowthBook.Client;
using Microsoft.FeatureManagement;

namespace GrowthBook.FeatureManagement;

/// <summary>Evaluates the features that a payload has.</summary>
internal sealed class FeatureEvaluation(IEnumerable<ISessionManager> sessions, EvaluationTelemetry telemetry)
{
    private readonly ISessionManager[] _sessions = [.. sessions];

    /// <summary>Whether an evaluation has neither a session nor a listener, so that it completes at once and a repetition is not observable.</summary>
    public bool IsUnobserved => _sessions.Length == 0 && !telemetry.IsObserved;

    /// <summary>Returns whether a feature is on, from a session if one has it.</summary>
    public ValueTask<bool> IsOnAsync(IGrowthBookUser user, string feature) =>
        IsUnobserved ? new(user.IsOn(feature)) : ObservedAsync(user, feature);

    /// <summary>Returns the variant; sessions have none.</summary>
    public Variant? VariantOf(IGrowthBookUser user, string feature)
    {
        using var activity = telemetry.Start();
        var result = user.EvalFeature(feature);
        var variant = FeatureVariant.Of(result);
        telemetry.Add(activity, user, feature, result.On, result, variant);
        return variant;
    }

    private async ValueTask<bool> ObservedAsync(IGrowthBookUser user, string feature)
    {
        bool isOn;
        using (var activity = telemetry.Start())
        {
            var kept = await ReadAsync(feature).ConfigureAwait(false);
            var result = kept is null ? user.EvalFeature(feature) : null;
            isOn = kept ?? result!.On;
            telemetry.Add(activity, user, feature, isOn, result, activity is null || result is null ? null : FeatureVariant.Of(result));
        }
        foreach (var session in _sessions)
            await session.SetAsync(feature, isOn).ConfigureAwait(false);
        return isOn;
    }

    private async ValueTask<bool?> ReadAsync(string feature)
    {
        foreach (var session in _sessions)
        {
            if (await session.GetAsync(feature).ConfigureAwait(false) is { } isOn)
                return isOn;
        }
        return null;
    }
}
