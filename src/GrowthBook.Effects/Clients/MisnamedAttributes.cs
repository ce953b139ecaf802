using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Logs, once per name, an attribute that the payload reads and a user does not have, where the user has one of a similar name that the payload does not read.
/// Looks at the first users after each payload only: other users cost the test of a field. Thread-safe.
/// </summary>
internal sealed class MisnamedAttributes(GuardedLogger logger)
{
    private const int UsersToCheck = 100;

    /// <summary>The most attributes of a user, and of a payload, that are compared.</summary>
    private const int MostNames = 500;

    private readonly LoggedKeys _logged = new();

    /// <summary>The check of the users after a payload; <c>null</c> after the last of them.</summary>
    private volatile Round? _round;

    /// <summary>Begins to look at users, after a payload came into use. Finds its attributes now, so that no user waits for that.</summary>
    public void Begin(Payload payload)
    {
        if (logger.IsEnabled(LogLevel.Warning))
            _round = new Round(payload.ReadAttributes);
    }

    /// <summary>Looks at the attributes of a user.</summary>
    public void Check(Context context)
    {
        if (_round is not { } round || context.Attributes.Count == 0)
            return;
        if (round.TakeUser())
            Compare(context, round.Read);
        else
            _ = Interlocked.CompareExchange(ref _round, null, round);
    }

    private void Compare(Context context, ImmutableArray<string> read)
    {
        var missing = read.Take(MostNames).Where(name => !context.Attributes.ContainsKey(name) && !context.AttributeOverrides.ContainsKey(name)).ToList();
        foreach (var given in context.Attributes.Keys.Take(MostNames))
        {
            if (missing.Count == 0 || read.BinarySearch(given, StringComparer.Ordinal) >= 0)
                continue;
            foreach (var expected in missing)
            {
                var shown = expected;
                if ((SimilarName.Is(given, expected) || IsPathInto(expected, given)) && !IsIdentifierOf(context, expected, given) && _logged.Add(ref shown) == true)
                    EvaluationLog.MisnamedAttribute(logger, shown, PlainText.Of(given, PlainText.MaxName));
            }
        }
    }

    /// <summary>Whether a user has the path to a member of an attribute as the name of one: <c>device.os</c> for <c>device</c>.</summary>
    private static bool IsPathInto(string expected, string given) =>
        given.Length > expected.Length && given[expected.Length] == '.' && given.StartsWith(expected, StringComparison.Ordinal);

    /// <summary>Whether <see cref="EvaluationFaults.CheckIdentifier"/> logs the name.</summary>
    private static bool IsIdentifierOf(Context context, string expected, string given)
    {
        var identifiers = context.Payload.StickyBucketAttributes;
        return NamedAttributes.IsSimilar(given, expected) && identifiers.Contains(expected) && !identifiers.Any(name => context.Attributes[name].IsTruthy);
    }

    /// <param name="read">The attributes that the payload reads, in ordinal order.</param>
    private sealed class Round(ImmutableArray<string> read)
    {
        private int _usersLeft = UsersToCheck;

        public ImmutableArray<string> Read => read;

        public bool TakeUser() => Interlocked.Decrement(ref _usersLeft) >= 0;
    }
}
