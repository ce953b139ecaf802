using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace GrowthBook.Client;

/// <summary>
/// The first users for whom code runs an experiment. Logs that they lack the attribute by which it chooses a variation, names that it reads and users
/// nearly have, saved groups that the payload lacks, and attributes of a kind that its condition does not fit. Thread-safe.
/// </summary>
internal sealed class CodeExperimentUsers
{
    private const int RunsToCheck = 100;

    /// <summary>The most attributes of a user that are looked at.</summary>
    private const int MostNames = 500;

    /// <summary>The most names of attributes in a log line, and the most lines of related names.</summary>
    private const int MaxNames = 5;

    private readonly GuardedLogger _logger;
    private readonly IdentifierValues _values;
    private readonly CodeExperimentGroups _groups;
    private readonly StrongBox<int> _names;
    private readonly string _key;
    private ImmutableArray<string> _read;
    private readonly ImmutableArray<string> _hashed;

    /// <summary>The attributes that identify a user with sticky bucketing.</summary>
    private readonly ImmutableArray<string> _hashedWithFallback;

    /// <summary>The check of names and kinds; <c>null</c> after the last run that is looked at.</summary>
    private volatile MisnamedAttributes? _misnamed;

    /// <summary>What the check compares users with: code may make an experiment of the key for each user, and payloads have other groups.</summary>
    private volatile Tuple<Condition?, Payload>? _compared;

    private volatile bool _hasIdentifiedUser;
    private int _isNameLogged;
    private int _runsToCheck = RunsToCheck;

    /// <param name="logger">Logs the names.</param>
    /// <param name="values">Looks at the values of identifiers.</param>
    /// <param name="experiment">The first experiment of its key.</param>
    /// <param name="payload">The payload of the first run.</param>
    /// <param name="names">The lines about related names so far, of all experiments.</param>
    public CodeExperimentUsers(GuardedLogger logger, IdentifierValues values, Experiment experiment, Payload payload, StrongBox<int> names)
    {
        (_logger, _values, _names, _key) = (logger, values, names, PlainText.Of(experiment.Key, PlainText.MaxName));
        _groups = new CodeExperimentGroups(logger, _key);
        _hashed = [HashAttribute.Of(experiment)];
        _hashedWithFallback = experiment is { FallbackAttribute.Length: > 0, DisableStickyBucketing: not true } ? _hashed.Add(experiment.FallbackAttribute) : _hashed;
        _misnamed = new MisnamedAttributes(logger, $"experiment `{_key}` in code");
        Begin(experiment, payload);
    }

    /// <summary>Looks at a run.</summary>
    public void Check(Experiment experiment, Context context, ExperimentResult result)
    {
        if (Volatile.Read(ref _runsToCheck) <= 0 || Interlocked.Decrement(ref _runsToCheck) is var left && left < 0)
            return;
        _groups.Check(experiment, context.Payload);
        if (_compared is { } compared && !(ReferenceEquals(compared.Item1, experiment.Condition) && ReferenceEquals(compared.Item2, context.Payload)))
            Begin(experiment, context.Payload);
        var identifiers = context.StickyBuckets is null ? _hashed : _hashedWithFallback;
        _misnamed?.Check(context, identifiers);
        CheckIdentifier(context.EffectiveAttributes(), identifiers, result.InExperiment);
        if (left > 0)
            return;
        (_misnamed, _compared) = (null, null);
        if (!_hasIdentifiedUser)
            EvaluationLog.NoIdentifiersInCode(_logger, RunsToCheck, _key, Names(identifiers));
    }

    private void Begin(Experiment experiment, Payload payload)
    {
        _read = payload.ReadAttributesOf(experiment);
        _misnamed?.Begin(_read, payload.ReadPathsOf(experiment), payload.AttributeTestsOf(experiment));
        _compared = Tuple.Create(experiment.Condition, payload);
    }

    /// <summary>A user can be in the experiment without an identifier: the variation is forced.</summary>
    private void CheckIdentifier(Attributes attributes, ImmutableArray<string> identifiers, bool isIn)
    {
        var isKnown = isIn;
        foreach (var name in identifiers)
        {
            if (!attributes.TryGetValue(name, out var value) || !value.IsTruthy)
                continue;
            isKnown = true;
            _values.CheckKnown(name, value);
        }
        if (isKnown)
        {
            _hasIdentifiedUser = true;
            return;
        }
        _values.CheckMissing(attributes, identifiers);
        CheckName(attributes, identifiers);
    }

    /// <summary>Logs, once, the attributes of a user that may be the identifier.</summary>
    private void CheckName(Attributes attributes, ImmutableArray<string> identifiers)
    {
        if (Volatile.Read(ref _isNameLogged) != 0)
            return;
        foreach (var expected in identifiers)
        {
            var given = attributes.Keys.Take(MostNames).Where(name => !_read.Contains(name) && RelatedName.Is(name, expected)).Take(MaxNames).ToList();
            if (given.Count == 0)
                continue;
            if (Interlocked.Exchange(ref _isNameLogged, 1) == 0 && Interlocked.Increment(ref _names.Value) <= MaxNames)
                EvaluationLog.OtherIdentifierInCode(_logger, PlainText.Of(expected, PlainText.MaxName), _key, Names(given));
            return;
        }
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{PlainText.Of(name, PlainText.MaxName)}`"));
}
