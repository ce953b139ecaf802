using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// The first users of a client. Logs that they lack the attributes by which the experiments of the payload choose a variation, or have them under another name. Thread-safe.
/// </summary>
internal sealed class PayloadExperimentUsers(GuardedLogger logger, IdentifierValues values)
{
    /// <summary>The first users, whose attributes <see cref="Check"/> looks at.</summary>
    private const int UsersToCheck = 1000;

    /// <summary>The users without an identifier, from the first one on, after whom a line says so.</summary>
    private const int UsersWithoutIdentifier = 100;

    /// <summary>The most names of attributes in a log line, and the most attributes of similar names that are logged.</summary>
    private const int MaxNames = 5;

    private readonly LoggedKeys _names = new();
    private int _usersToCheck = UsersToCheck;
    private int _namesLogged;
    private int _isUsageLogged;
    private int _isFallbackLogged;
    private volatile bool _hasIdentifiedUser;
    private volatile bool _hasStickyBuckets;
    private ImmutableArray<string> _hashAttributes = [];

    /// <summary>The attributes of the payload's experiments.</summary>
    private ImmutableArray<(string Hash, string? Fallback)> _identifiers = [];

    /// <summary>The attributes of experiments that run and whose fallback attribute sticky buckets would hash.</summary>
    private ImmutableArray<(string Hash, string Fallback)> _fallbacks = [];

    /// <summary>Those that the first hundred users had.</summary>
    private readonly ConcurrentDictionary<string, bool> _given = new(KeyedTexts.Comparer);

    /// <summary>The attribute that tells the usages of users apart, if no option names it and a receiver takes usages. Default: none.</summary>
    public string? UsageAttribute { get; init; }

    /// <summary>Notes the attributes that the experiments of a payload hash, which <see cref="Check"/> compares users with.</summary>
    public void Begin(Payload payload)
    {
        // At each level: it can change between the payload and the users.
        if (Volatile.Read(ref _usersToCheck) > 0)
        {
            _identifiers = [.. payload.FeatureExperiments.Concat(payload.Experiments).Select(experiment => (HashAttribute.Of(experiment), experiment.FallbackAttribute)).Distinct()];
            _hashAttributes = NamesOf(_identifiers);
            _fallbacks =
            [
                .. payload.FeatureExperiments.Concat(payload.Experiments)
                    .Where(experiment => experiment is { Active: not false, Status: not ("draft" or "stopped"), DisableStickyBucketing: not true, FallbackAttribute.Length: > 0 })
                    .Select(experiment => (HashAttribute.Of(experiment), experiment.FallbackAttribute!)).Distinct(),
            ];
        }
    }

    /// <summary>Notes that users have sticky buckets, so that fallback attributes count.</summary>
    public void SeeStickyBuckets() => _hasStickyBuckets = true;

    /// <summary>
    /// Checks the values by which experiments choose variations, and logs, once each, of users without any of these attributes: one with an
    /// attribute of a similar name, because the application probably gives the attribute another name than the payload; and that the
    /// first hundred have none, or none by which some of the experiments choose. A single user without one is usual, such as a visitor who is not known yet. A fallback attribute counts with sticky buckets only, which
    /// the application may attach to a user later, so that the first hundred users show whether it does.
    /// </summary>
    public void Check(Context context)
    {
        var names = context.Payload.StickyBucketAttributes;
        if (Volatile.Read(ref _usersToCheck) <= 0 || names.IsDefaultOrEmpty || _hashAttributes.IsEmpty || Interlocked.Decrement(ref _usersToCheck) is var left && left < 0)
            return;
        if (!_hasStickyBuckets && left <= UsersToCheck - UsersWithoutIdentifier)
            names = _hashAttributes;
        var (isKnown, isHashed) = (false, false);
        foreach (var name in names)
        {
            if (!context.Attributes.TryGetValue(name, out var value) || !value.IsTruthy)
                continue;
            isKnown = true;
            var isOfHash = _hashAttributes.Contains(name);
            isHashed |= isOfHash;
            if (isOfHash && UsageAttribute is not null)
                CheckUsages(context, UsageAttribute, name);
            if (_hasStickyBuckets || isOfHash)
                _hasIdentifiedUser = true;
            if (left >= UsersToCheck - UsersWithoutIdentifier)
                _ = _given.TryAdd(name, true);
            values.CheckKnown(name, value);
        }
        if (left == UsersToCheck - UsersWithoutIdentifier && _hasIdentifiedUser)
            LogIdentifiersOfNoUser();
        if (isKnown && !isHashed)
            CheckFallback(context);
        if (isKnown)
            return;
        values.CheckMissing(context.Attributes, names);
        if (left == UsersToCheck - UsersWithoutIdentifier && !_hasIdentifiedUser)
            EvaluationLog.NoIdentifiers(logger, UsersWithoutIdentifier, Shown(names));
        CheckNames(context, names, isKnownByFallback: false);
    }

    /// <summary>A user with a fallback attribute only. Without sticky buckets it counts for none, of which the log tells once.</summary>
    private void CheckFallback(Context context)
    {
        if (_hasStickyBuckets)
        {
            CheckNames(context, _hashAttributes, isKnownByFallback: true);
            return;
        }
        foreach (var (hash, fallback) in _fallbacks)
        {
            if (context.Attributes[fallback].IsTruthy && Interlocked.Exchange(ref _isFallbackLogged, 1) == 0)
                EvaluationLog.FallbackWithoutStickyBuckets(logger, PlainText.Of(hash, PlainText.MaxName), PlainText.Of(fallback, PlainText.MaxName));
        }
    }

    /// <summary>Logs once that usages are told apart by another attribute than those by which experiments choose, such as by the id of a visitor's cookie, which a request without cookies makes anew.</summary>
    private void CheckUsages(Context context, string attribute, string given)
    {
        // Of a company's users each one counts, so that its identifier does not take the place of theirs.
        if (!_hashAttributes.Contains(attribute) && (RelatedName.IsOfUser(given, attribute) || !context.Attributes[attribute].IsTruthy) && Interlocked.Exchange(ref _isUsageLogged, 1) == 0)
            EvaluationLog.UsagesByOtherAttribute(logger, PlainText.Of(attribute, PlainText.MaxName), PlainText.Of(given, PlainText.MaxName));
    }

    /// <summary>Logs the attributes of experiments that none of the first users is in, such as a company's in an application that gives it another name.</summary>
    private void LogIdentifiersOfNoUser()
    {
        var missing = NamesOf(_identifiers.Where(each => !_given.ContainsKey(each.Hash) && !(_hasStickyBuckets && each.Fallback is { } fallback && _given.ContainsKey(fallback))));
        if (!missing.IsEmpty)
            EvaluationLog.NoIdentifiersOfSome(logger, UsersWithoutIdentifier, Shown(missing));
    }

    private static ImmutableArray<string> NamesOf(IEnumerable<(string Hash, string? Fallback)> identifiers) =>
        [.. identifiers.Select(each => each.Hash).Distinct(KeyedTexts.Comparer).OrderBy(name => name, StringComparer.Ordinal)];

    private static string Shown(ImmutableArray<string> names) => string.Join(", ", names.Take(MaxNames).Select(name => $"`{PlainText.Of(name, PlainText.MaxName)}`"));

    /// <summary>Logs, once per name and for the first few names, an attribute that may be the identifier. One that the payload reads has the name that it should have.</summary>
    private void CheckNames(Context context, ImmutableArray<string> names, bool isKnownByFallback)
    {
        if (Volatile.Read(ref _namesLogged) >= MaxNames)
            return;
        ImmutableArray<string> read = default;
        foreach (var given in context.Attributes.Keys)
        {
            var shown = given;
            var related = names.Where(name => isKnownByFallback ? RelatedName.IsOfUser(given, name) : RelatedName.Is(given, name)).ToArray();
            if (related.Length == 0 || _names.Add(ref shown) != true)
                continue;
            // A payload collects the names that it reads anew each time.
            if (read.IsDefault)
                read = context.Payload.ReadAttributes;
            var expected = Array.Find(related, name => RelatedName.DiffersInFormOnly(given, name)) ?? related[0];
            // Event 445 names another attribute of this form.
            var isNamed = !RelatedName.DiffersInFormOnly(given, expected) && read.Any(name => RelatedName.DiffersInFormOnly(given, name));
            if (isNamed || read.Contains(given) || Interlocked.Increment(ref _namesLogged) > MaxNames)
                continue;
            (expected, shown) = (PlainText.Of(expected, PlainText.MaxName), PlainText.Of(given, PlainText.MaxName));
            if (isKnownByFallback)
                EvaluationLog.OtherIdentifierThanFallback(logger, expected, shown);
            else
                EvaluationLog.OtherIdentifier(logger, expected, shown);
        }
    }
}
