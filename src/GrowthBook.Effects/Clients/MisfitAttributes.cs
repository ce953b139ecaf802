namespace GrowthBook.Client;

/// <summary>Logs, once per path, an attribute of a user of a kind, or with a text in a case, on which no condition of the payload, or of an experiment in code, depends, and a version as a number. Thread-safe.</summary>
/// <param name="logger">Logs the paths.</param>
/// <param name="reader">What has the conditions, as log lines name it.</param>
internal sealed class MisfitAttributes(GuardedLogger logger, string reader)
{
    private readonly LoggedKeys _logged = new();
    private readonly LoggedKeys _loggedCases = new();

    /// <summary>Looks at the attributes of a user, as their overrides leave them.</summary>
    public void Check(Context context, AttributeTests tests)
    {
        foreach (var misfit in tests.MisfitsOf(context.AttributeOverrides.Count == 0 ? context.Attributes : context.Attributes.With(context.AttributeOverrides)))
        {
            var shown = misfit.Path;
            if (misfit.DiffersByCase)
                LogCase(shown);
            else if (_logged.Add(ref shown) != true)
                continue;
            else if (misfit.IsVersionAsNumber)
                EvaluationLog.NumberAsVersion(logger, shown, reader);
            else
                EvaluationLog.MisfitAttribute(logger, shown, misfit.Given, reader, misfit.Needed);
        }
    }

    private void LogCase(string path)
    {
        if (_loggedCases.Add(ref path) == true)
            EvaluationLog.OtherCase(logger, path, reader);
    }
}
