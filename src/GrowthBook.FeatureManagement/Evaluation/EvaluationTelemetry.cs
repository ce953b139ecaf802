using System.Diagnostics;
using GrowthBook.Client;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.Telemetry;

namespace GrowthBook.FeatureManagement;

/// <summary>
/// Evaluations as activities of Microsoft.FeatureManagement's source, with its event. Listeners find a source by name, so they get the
/// activities of this one too.
/// </summary>
internal sealed class EvaluationTelemetry(GrowthBookFeatureOptions options)
{
    private static readonly ActivitySource Source = new("Microsoft.FeatureManagement", "1.0.0");

    public bool IsObserved => options.Telemetry && Source.HasListeners();

    public Activity? Start() => options.Telemetry ? Source.StartActivity("FeatureEvaluation") : null;

    /// <summary>Adds the event, before the activity stops: listeners read it then.</summary>
    /// <param name="activity">The activity, if a listener takes it.</param>
    /// <param name="user">The user.</param>
    /// <param name="feature">The feature's key.</param>
    /// <param name="isOn">Whether the feature is on.</param>
    /// <param name="result">The result; <c>null</c> if a session manager answered.</param>
    /// <param name="variant">The variant, if the feature has one.</param>
    public void Add(Activity? activity, IGrowthBookUser user, string feature, bool isOn, FeatureResult? result, Variant? variant)
    {
        if (activity is not { IsAllDataRequested: true })
            return;
        var tags = new ActivityTagsCollection
        {
            ["FeatureName"] = feature,
            ["Enabled"] = isOn,
            ["VariantAssignmentReason"] = ReasonOf(result, variant),
            ["Version"] = "1.0.0",
        };
        if (user.Attributes.TryGetValue(options.UserIdAttribute, out var id) && id is Value.String { Content: { Length: > 0 } text })
            tags["TargetingId"] = text;
        if (variant is { Name.Length: > 0 })
            tags["Variant"] = variant.Name;
        activity.AddEvent(new ActivityEvent("FeatureFlag", tags: tags));
    }

    private static VariantAssignmentReason ReasonOf(FeatureResult? result, Variant? variant) => result switch
    {
        _ when variant is null => VariantAssignmentReason.None,
        { Source: FeatureResultSource.Experiment } => VariantAssignmentReason.Percentile,
        { On: true } => VariantAssignmentReason.DefaultWhenEnabled,
        _ => VariantAssignmentReason.DefaultWhenDisabled,
    };
}
