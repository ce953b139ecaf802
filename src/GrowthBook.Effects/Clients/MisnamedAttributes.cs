using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Logs, once per name, an attribute, or a member of one, that the payload or an experiment in code reads and a user does not have, where the user has one of a
/// similar name that it does not read. Passes users to
/// <see cref="MisfitAttributes"/> too. Looks at the first users after each payload only: other users cost the test of a field. Thread-safe.
/// </summary>
/// <param name="logger">Logs the names.</param>
/// <param name="reader">What reads the attributes, as log lines name it.</param>
internal sealed class MisnamedAttributes(GuardedLogger logger, string reader = "the payload")
{
    private const int UsersToCheck = 100;

    private readonly MisfitAttributes _misfits = new(logger, reader);
    private readonly MisnamedLines _lines = new(logger, reader);

    /// <summary>The attributes and paths that were read and users had.</summary>
    private readonly ConcurrentDictionary<string, bool> _given = new(KeyedTexts.Comparer);

    /// <summary>The check of the users after a payload; <c>null</c> after the last of them.</summary>
    private volatile Round? _round;

    /// <summary>Begins to look at users, after a payload came into use. Finds its attributes now, so that no user waits for that.</summary>
    public void Begin(Payload payload)
    {
        if (logger.IsEnabled(LogLevel.Warning))
            Begin(payload.ReadAttributes, payload.ReadPaths, payload.AttributeTests);
    }

    /// <summary>Begins to look at users.</summary>
    /// <param name="names">The attributes that are read, in ordinal order.</param>
    /// <param name="paths">The paths of several steps.</param>
    /// <param name="tests">The tests of the attributes.</param>
    public void Begin(ImmutableArray<string> names, ImmutableArray<string> paths, AttributeTests tests) =>
        _round = new Round(ReadMembers.Of(names, paths, _given, new ComparisonBudget(logger.IsEnabled(LogLevel.Information) ? ComparisonBudget.Most : 0)), tests);

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
        new MisnamedMembers(context, identifiers, _lines).Compare(round.Read);
        _misfits.Check(context, round.Tests);
    }

    /// <param name="read">The attributes that are read.</param>
    /// <param name="tests">The tests of the attributes.</param>
    private sealed class Round(ReadMembers read, AttributeTests tests)
    {
        private int _usersLeft = UsersToCheck;

        public ReadMembers Read => read;

        public AttributeTests Tests => tests;

        public bool TakeUser() => Interlocked.Decrement(ref _usersLeft) >= 0;
    }
}
