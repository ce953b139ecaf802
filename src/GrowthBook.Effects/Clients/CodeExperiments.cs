using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Compares the attributes that experiments in code read with those that users have. Looks at the first runs of an experiment, and at the first 100 keys:
/// other runs cost a lookup. Thread-safe.
/// </summary>
internal sealed class CodeExperiments(GuardedLogger logger, IdentifierValues values)
{
    /// <summary>By key and hash attribute, because code may make a new experiment for each user.</summary>
    private readonly ConcurrentDictionary<(string Key, string HashAttribute), CodeExperimentUsers> _users = new();

    /// <summary>The lines about related names, of which all experiments share a few: one name can be that of each.</summary>
    private readonly StrongBox<int> _names = new();

    private int _experimentsLeft = LoggedKeys.Capacity;

    /// <summary>Looks at a user for whom code ran an experiment. One that is off reads no attributes.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="context">The context of the run.</param>
    /// <param name="result">The result of the run.</param>
    public void Check(Experiment experiment, Context context, ExperimentResult result)
    {
        if (!logger.IsEnabled(LogLevel.Warning) || !context.Enabled || EvaluationFaults.IsOff(experiment))
            return;
        var key = (experiment.Key, HashAttribute.Of(experiment));
        if (_users.TryGetValue(key, out var users) || (users = Add(key, experiment, context.Payload)) is not null)
            users.Check(experiment, context, result);
    }

    private CodeExperimentUsers? Add((string Key, string HashAttribute) key, Experiment experiment, Payload payload) =>
        Volatile.Read(ref _experimentsLeft) > 0 && Interlocked.Decrement(ref _experimentsLeft) >= 0
            ? _users.GetOrAdd(key, new CodeExperimentUsers(logger, values, experiment, payload, _names))
            : null;
}
