using System.Collections.Immutable;
using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>
/// An experiment that the payload runs on pages: a redirect or a visual change. Its kind and the validity of its redirect
/// targets are decided when the payload is read.
/// </summary>
internal sealed class PageExperiment
{
    /// <param name="experiment">The experiment.</param>
    /// <param name="scope">The steps that the redirect targets of a payload may take together.</param>
    public PageExperiment(CompiledExperiment experiment, ref ConditionScope scope)
    {
        Experiment = experiment;
        var source = experiment.Source;
        IsRedirect = !source.UrlPatterns.IsDefault
            && source.Variations.Any(static variation => variation is Value.Object members && members.ContainsKey("urlRedirect"));
        IsRunnable = source.Manual is not true
            && (IsRedirect ? source.Variations.All(IsControlOrAbsoluteUrl) : source.Variations.Any(HasVisualChange));
        if (!IsRunnable || !IsRedirect)
        {
            Targets = [];
            return;
        }
        var targets = ImmutableArray.CreateBuilder<RedirectTarget?>(source.Variations.Length);
        foreach (var variation in source.Variations)
            targets.Add(TargetOf(variation, experiment, ref scope));
        Targets = targets.MoveToImmutable();
    }

    public CompiledExperiment Experiment { get; }

    /// <summary>Whether a variation sends the user to another URL; otherwise the experiment changes the page.</summary>
    public bool IsRedirect { get; }

    /// <summary>
    /// Whether the experiment runs automatically and has an effect. A manual one does not run, nor one without visual
    /// changes or with a redirect to a URL that is not absolute.
    /// </summary>
    public bool IsRunnable { get; }

    /// <summary>The redirect target of each variation, <c>null</c> for a control; empty for visual changes.</summary>
    public ImmutableArray<RedirectTarget?> Targets { get; }

    /// <summary>Whether a target has another scheme, host or port than a URL.</summary>
    public bool LeadsAwayFrom(WebUrl url)
    {
        var site = SiteOf(url);
        return Targets.Any(target => target is { } redirect && redirect.Site != site);
    }

    private static string SiteOf(WebUrl url) => url.Protocol + "//" + url.Host;

    private static bool IsControlOrAbsoluteUrl(Value variation) =>
        variation is not Value.Object members || !members["urlRedirect"].IsTruthy
        || (members["urlRedirect"] is Value.String target && WebUrl.Parse(target.Content) is not null);

    private static RedirectTarget? TargetOf(Value variation, CompiledExperiment experiment, ref ConditionScope scope) =>
        variation is Value.Object members && members["urlRedirect"] is Value.String { Content: { Length: > 0 } target }
            ? new RedirectTarget(target, SiteOf(WebUrl.Parse(target)!), UrlTargeting.IsTargeted(new PageUrl(target), experiment.UrlTargets!, ref scope))
            : null;

    private static bool HasVisualChange(Value variation) =>
        variation is Value.Object members
        && (members["domMutations"].IsTruthy || members.ContainsKey("css") || members.ContainsKey("js"));

    /// <param name="Url">The URL as it was written.</param>
    /// <param name="Site">The URL's scheme, host and port.</param>
    /// <param name="RunsExperiment">Whether the experiment itself runs at that URL, so that there is no redirect to it.</param>
    internal readonly record struct RedirectTarget(string Url, string Site, bool RunsExperiment);
}
