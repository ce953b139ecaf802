using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Logs, once per name, an attribute that the payload reads and a user does not have, where the user has one of a similar name that the payload does not read.
/// Passes users to <see cref="MisfitAttributes"/> too. Looks at the first users after each payload only: other users cost the test of a field. Thread-safe.
/// </summary>
internal sealed class MisnamedAttributes(GuardedLogger logger)
{
    private const int UsersToCheck = 100;

    /// <summary>The most attributes of a user that are looked at.</summary>
    private const int MostNames = 500;

    private readonly MisfitAttributes _misfits = new(logger);
    private readonly LoggedKeys _logged = new();
    private readonly LoggedKeys _loggedSlips = new();

    /// <summary>The attributes that a payload read and users had.</summary>
    private readonly ConcurrentDictionary<string, bool> _given = new(KeyedTexts.Comparer);

    /// <summary>The check of the users after a payload; <c>null</c> after the last of them.</summary>
    private volatile Round? _round;

    /// <summary>Begins to look at users, after a payload came into use. Finds its attributes now, so that no user waits for that.</summary>
    public void Begin(Payload payload)
    {
        if (logger.IsEnabled(LogLevel.Warning))
            _round = new Round(new SimilarReadNames(payload.ReadAttributes, _given, logger.IsEnabled(LogLevel.Information)), payload.AttributeTests);
    }

    /// <summary>Looks at the attributes of a user.</summary>
    public void Check(Context context)
    {
        if (_round is not { } round || context.Attributes.Count == 0)
            return;
        if (!round.TakeUser())
        {
            _ = Interlocked.CompareExchange(ref _round, null, round);
            return;
        }
        Compare(context, round.Names);
        _misfits.Check(context, round.Tests);
    }

    private void Compare(Context context, SimilarReadNames names)
    {
        foreach (var given in context.Attributes.Keys.Take(MostNames))
        {
            foreach (var (expected, isSlip) in names.Of(given))
            {
                if (!context.Attributes.ContainsKey(expected) && !context.AttributeOverrides.ContainsKey(expected) && !IsIdentifierOf(context, expected, given) && !(isSlip && IsOtherWord(expected, given)))
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
            EvaluationLog.PathAttribute(logger, PlainText.Of(given, PlainText.MaxName), shown, PlainText.Of(given[(expected.Length + 1)..], PlainText.MaxName));
        else if (isSlip)
            EvaluationLog.NearAttribute(logger, shown, PlainText.Of(given, PlainText.MaxName));
        else
            EvaluationLog.MisnamedAttribute(logger, shown, PlainText.Of(given, PlainText.MaxName));
    }

    /// <summary>Whether a short name is probably another word, because a user had the expected name.</summary>
    private bool IsOtherWord(string expected, string given) => _given.ContainsKey(expected) && !SimilarName.Is(given, expected);

    /// <summary>Whether <see cref="EvaluationFaults.CheckIdentifier"/> logs the name.</summary>
    private static bool IsIdentifierOf(Context context, string expected, string given)
    {
        var identifiers = context.Payload.StickyBucketAttributes;
        return RelatedName.Is(given, expected) && identifiers.Contains(expected) && !identifiers.Any(name => context.Attributes[name].IsTruthy);
    }

    /// <param name="names">The attributes that the payload reads.</param>
    /// <param name="tests">The tests of the attributes.</param>
    private sealed class Round(SimilarReadNames names, AttributeTests tests)
    {
        private int _usersLeft = UsersToCheck;

        public SimilarReadNames Names => names;

        public AttributeTests Tests => tests;

        public bool TakeUser() => Interlocked.Decrement(ref _usersLeft) >= 0;
    }
}
