using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Logs, once per name, an attribute that the payload or an experiment in code reads and a user does not have, where the user has one of a similar name that it
/// does not read. Passes users to
/// <see cref="MisfitAttributes"/> too. Looks at the first users after each payload only: other users cost the test of a field. Thread-safe.
/// </summary>
/// <param name="logger">Logs the names.</param>
/// <param name="reader">What reads the attributes, as log lines name it.</param>
internal sealed class MisnamedAttributes(GuardedLogger logger, string reader = "the payload")
{
    private const int UsersToCheck = 100;

    /// <summary>The most attributes of a user that are looked at.</summary>
    private const int MostNames = 500;

    private readonly MisfitAttributes _misfits = new(logger, reader);
    private readonly LoggedKeys _logged = new();
    private readonly LoggedKeys _loggedSlips = new();

    /// <summary>The attributes that were read and users had.</summary>
    private readonly ConcurrentDictionary<string, bool> _given = new(KeyedTexts.Comparer);

    /// <summary>The check of the users after a payload; <c>null</c> after the last of them.</summary>
    private volatile Round? _round;

    /// <summary>Begins to look at users, after a payload came into use. Finds its attributes now, so that no user waits for that.</summary>
    public void Begin(Payload payload)
    {
        if (logger.IsEnabled(LogLevel.Warning))
            Begin(payload.ReadAttributes, payload.AttributeTests);
    }

    /// <summary>Begins to look at users.</summary>
    /// <param name="read">The attributes that are read, in ordinal order.</param>
    /// <param name="tests">The tests of the attributes.</param>
    public void Begin(ImmutableArray<string> read, AttributeTests tests) =>
        _round = new Round(new SimilarReadNames(read, _given, logger.IsEnabled(LogLevel.Information)), tests);

    /// <summary>Looks at the attributes of a user of the payload.</summary>
    public void Check(Context context) => Check(context, context.Payload.StickyBucketAttributes);

    /// <summary>Looks at the attributes of a user.</summary>
    /// <param name="context">The user's context.</param>
    /// <param name="identifiers">The attributes by which experiments choose a variation, whose related names have a line of their own.</param>
    public void Check(Context context, ImmutableArray<string> identifiers)
    {
        if (_round is not { } round || context.Attributes.Count == 0)
            return;
        if (!round.TakeUser())
        {
            _ = Interlocked.CompareExchange(ref _round, null, round);
            return;
        }
        Compare(context, round.Names, identifiers);
        _misfits.Check(context, round.Tests);
    }

    private void Compare(Context context, SimilarReadNames names, ImmutableArray<string> identifiers)
    {
        foreach (var given in context.Attributes.Keys.Take(MostNames))
        {
            foreach (var (expected, isSlip) in names.Of(given))
            {
                if (!context.Attributes.ContainsKey(expected) && !context.AttributeOverrides.ContainsKey(expected) && !IsIdentifierOf(context, expected, given, identifiers) && !(isSlip && IsOtherWord(expected, given)))
                    Log(expected, given, isSlip);
            }
        }
    }

    private void Log(string expected, string given, bool isSlip)
    {
        var shown = expected;
        if ((isSlip ? _loggedSlips : _logged).Add(ref shown) != true)
            return;
        if (given.StartsWith(expected + ".", StringComparison.Ordinal))
            EvaluationLog.PathAttribute(logger, PlainText.Of(given, PlainText.MaxName), shown, reader, PlainText.Of(given[(expected.Length + 1)..], PlainText.MaxName));
        else if (isSlip)
            EvaluationLog.NearAttribute(logger, shown, reader, PlainText.Of(given, PlainText.MaxName));
        else
            EvaluationLog.MisnamedAttribute(logger, shown, reader, PlainText.Of(given, PlainText.MaxName));
    }

    /// <summary>Whether a short name is probably another word, because a user had the expected name.</summary>
    private bool IsOtherWord(string expected, string given) => _given.ContainsKey(expected) && !SimilarName.Is(given, expected);

    /// <summary>Whether <see cref="EvaluationFaults.CheckIdentifier"/> or <see cref="CodeExperimentUsers"/> logs the name.</summary>
    private static bool IsIdentifierOf(Context context, string expected, string given, ImmutableArray<string> identifiers) =>
        RelatedName.Is(given, expected) && identifiers.Contains(expected) && !identifiers.Any(name => context.Attributes[name].IsTruthy);

    /// <param name="names">The attributes that are read.</param>
    /// <param name="tests">The tests of the attributes.</param>
    private sealed class Round(SimilarReadNames names, AttributeTests tests)
    {
        private int _usersLeft = UsersToCheck;

        public SimilarReadNames Names => names;

        public AttributeTests Tests => tests;

        public bool TakeUser() => Interlocked.Decrement(ref _usersLeft) >= 0;
    }
}
