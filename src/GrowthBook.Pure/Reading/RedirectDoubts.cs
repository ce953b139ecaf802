using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>Warns of redirects that never happen: as in the reference an experiment with one such target redirects no user.</summary>
internal static class RedirectDoubts
{
    /// <summary>Reports at the position of one of the payload's own experiments. One that does not run can be unfinished.</summary>
    public static void Report(Experiment experiment, Faults faults)
    {
        if (!ExperimentDoubts.IsToRun(experiment))
            return;
        for (var i = 0; i < experiment.Variations.Length; i++)
        {
            if (experiment.Variations[i] is not Value.Object variation || !variation["urlRedirect"].IsTruthy)
                continue;
            if (experiment.UrlPatterns.IsDefault)
            {
                faults.WarningAt("urlPatterns", "without them the experiment redirects no user");
                return;
            }
            if (variation["urlRedirect"] is not Value.String target || WebUrl.Parse(target.Content) is null)
                ReportTarget(i, faults);
        }
    }

    private static void ReportTarget(int variation, Faults faults)
    {
        faults.Position.Enter("variations");
        faults.Position.Enter(variation);
        faults.WarningAt("urlRedirect", "not an absolute URL, such as https://shop.example/b; the experiment redirects no user");
        faults.Position.Leave();
        faults.Position.Leave();
    }
}
