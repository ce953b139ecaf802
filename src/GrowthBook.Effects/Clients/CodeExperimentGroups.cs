namespace GrowthBook.Client;

/// <summary>Logs, once per group, a saved group that the conditions of an experiment in code name and the payload does not have. Thread-safe.</summary>
/// <param name="logger">Logs the groups.</param>
/// <param name="key">The key of the experiment, as log lines name it.</param>
internal sealed class CodeExperimentGroups(GuardedLogger logger, string key)
{
    private readonly LoggedKeys _logged = new();

    /// <summary>What was looked at last.</summary>
    private volatile Tuple<Experiment, Payload>? _checked;

    /// <summary>Looks at an experiment. Before there is a payload, each group is missing.</summary>
    public void Check(Experiment experiment, Payload payload)
    {
        if (ReferenceEquals(payload, Payload.Empty) || (_checked is { } last && ReferenceEquals(last.Item1, experiment) && ReferenceEquals(last.Item2, payload)))
            return;
        _checked = Tuple.Create(experiment, payload);
        foreach (var group in payload.MissingSavedGroupsOf(experiment))
        {
            var shown = group;
            if (_logged.Add(ref shown) == true)
                EvaluationLog.MissingGroupInCode(logger, key, shown, MendOf(group, payload));
        }
    }

    private static string MendOf(string group, Payload payload) => NearestName.Near(group, payload.SavedGroupIds) is { } nearest
        ? $"did you mean `{PlainText.Of(nearest, PlainText.MaxName)}`?"
        : "correct the id, or add the group to the SDK connection";
}
