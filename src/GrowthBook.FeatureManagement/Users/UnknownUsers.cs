using GrowthBook.Client;

namespace GrowthBook.FeatureManagement;

/// <summary>
/// Warns once of a user without attributes for whom a feature has rules that read attributes, in an application without an <see cref="ICurrentUser"/>.
/// Thread-safe.
/// </summary>
internal sealed class UnknownUsers(FeatureUsers users, GuardedLogger logger)
{
    private readonly LoggedKeys _checked = new();
    private int _isLogged;

    /// <summary>Checks the user of an evaluation.</summary>
    public void Note(IGrowthBookUser user, string feature)
    {
        if (Volatile.Read(ref _isLogged) != 0 || users.HaveSource || user.Context.Attributes.Members.Count > 0)
            return;
        var key = feature;
        if (_checked.Add(ref key) == true && ReadsAttributes(user.Context, feature) && Interlocked.Exchange(ref _isLogged, 1) == 0)
            UserLog.WithoutAttributes(logger, PlainText.Of(feature, 200));
    }

    /// <summary>Whether a rule passes the user over because of a missing attribute: by its condition, or because it hashes one. A gate that the user passes does not.</summary>
    private static bool ReadsAttributes(Context context, string feature) =>
        Evaluator.Explain(context, feature).Trace.Rules.Any(rule => rule.Outcome == RuleOutcome.Skipped && rule.Steps.Any(step => !step.Passed));
}
