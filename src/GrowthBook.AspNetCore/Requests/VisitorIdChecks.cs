using System.Collections.Immutable;
using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>
/// The first users to whom the id of the visitor's cookie gives the identifier. Logs that the application has it under another name, and that the id takes the place of a fallback
/// attribute. Thread-safe.
/// </summary>
internal sealed class VisitorIdChecks(GrowthBookClient client, string expected, GuardedLogger logger)
{
    private const int VisitorsToCheck = 1000;

    private readonly LoggedKeys _names = new();
    private readonly LoggedKeys _fallbacks = new();
    private int _namesToCheck = VisitorsToCheck;
    private int _fallbacksToCheck = VisitorsToCheck;
    private volatile Tuple<Payload, ImmutableArray<string>>? _ofPayload;
    private volatile Tuple<Payload, ImmutableArray<string>, ImmutableArray<string>>? _namesOfPayload;

    /// <summary>
    /// Logs, once per name, an attribute of the application with a name similar to that of the identifier, for which the visitor's id stands in: the first
    /// one may be another fact. One that the payload reads has the name that it should have; if it is the user's identifier in other experiments, the visitor's id divides one user in two.
    /// </summary>
    public void CheckNames(List<KeyValuePair<string, Value>> found)
    {
        if (Volatile.Read(ref _namesToCheck) <= 0 || Interlocked.Decrement(ref _namesToCheck) < 0)
            return;
        var payload = client.Payload;
        if (payload.StickyBucketAttributes.IsDefaultOrEmpty || !payload.StickyBucketAttributes.Contains(expected))
            return;
        foreach (var (given, value) in found)
        {
            if (!value.IsTruthy || !RelatedName.Is(given, expected) || _names.IsDone(given))
                continue;
            var (read, hashed) = NamesOf(payload);
            var isOther = IsOtherAttribute(given, read);
            if (isOther && !(RelatedName.IsOfUser(given, expected) && hashed.Contains(given) && hashed.Contains(expected)))
                continue;
            var name = given;
            if (_names.Add(ref name) != true)
                continue;
            if (isOther)
                RequestLog.TwoIdentifiers(logger, name, PlainText.Of(expected, PlainText.MaxName));
            else
                RequestLog.OtherIdentifier(logger, name, PlainText.Of(expected, PlainText.MaxName));
        }
    }

    /// <summary>Logs, once per name, a fallback attribute that does not count, because no user is without the attribute that goes before it.</summary>
    public void CheckFallbacks(Context context)
    {
        if (context.StickyBuckets is null || Volatile.Read(ref _fallbacksToCheck) <= 0 || Interlocked.Decrement(ref _fallbacksToCheck) < 0)
            return;
        foreach (var fallback in FallbacksOf(context.Payload))
        {
            var name = fallback;
            if (_fallbacks.Add(ref name) == true)
                RequestLog.FallbackReplaced(logger, name, PlainText.Of(expected, PlainText.MaxName));
        }
    }

    /// <summary>The fallback attributes of the experiments that hash the identifier.</summary>
    private ImmutableArray<string> FallbacksOf(Payload payload)
    {
        var known = _ofPayload;
        if (!ReferenceEquals(known?.Item1, payload))
        {
            _ofPayload = known = Tuple.Create(payload, payload.FeatureExperiments.Concat(payload.Experiments)
                .Where(experiment => experiment.DisableStickyBucketing is not true && HashAttribute.Of(experiment) == expected)
                .Select(experiment => experiment.FallbackAttribute).OfType<string>().Where(fallback => fallback.Length > 0).Distinct().ToImmutableArray());
        }
        return known.Item2;
    }

    /// <summary>The attributes that a payload reads, and those by which its experiments choose. Kept for the payload, because that walks all features.</summary>
    private (ImmutableArray<string> Read, ImmutableArray<string> Hashed) NamesOf(Payload payload)
    {
        var known = _namesOfPayload;
        if (!ReferenceEquals(known?.Item1, payload))
        {
            _namesOfPayload = known = Tuple.Create(
                payload, payload.ReadAttributes, payload.FeatureExperiments.Concat(payload.Experiments).Select(HashAttribute.Of).Distinct().ToImmutableArray());
        }
        return (known.Item2, known.Item3);
    }

    /// <summary>Whether a payload reads an attribute of the given name, or one that the client's event 445 names: it differs in case and separators only.</summary>
    private bool IsOtherAttribute(string given, ImmutableArray<string> read) =>
        read.Contains(given) || read.Any(name => name != expected && RelatedName.DiffersInFormOnly(given, name));
}
