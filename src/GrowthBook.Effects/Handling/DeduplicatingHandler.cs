using System.Collections.Immutable;
using System.Text;

namespace GrowthBook.Client;

/// <summary>
/// Gives an exposure or a feature's usage on to another handler once. It remembers a bounded number of them and
/// forgets those that were not met for longest, which may then pass again; up to that number it is exact. May be used
/// by any number of threads.
/// </summary>
/// <remarks>
/// <para>An exposure is the same as another by hash attribute, hash value, experiment and variation.</para>
/// <para>
/// A feature's usage passes when the value differs from the last one given to the same user, as in the other
/// GrowthBook SDKs, where one instance serves one user. Here one process serves many, and a user is told from another
/// by all attributes, or by those named in the constructor: naming <c>id</c> counts a user once whose other attributes
/// change. Where a user has none of these attributes, nothing says that it is the same user, and every usage passes.
/// </para>
/// <para>
/// Sticky assignments always pass: one that comes again is missing in the store. What the other handler fails to take is
/// not remembered.
/// </para>
/// </remarks>
public sealed class DeduplicatingHandler : IEffectHandler
{
    /// <summary>Longer texts are remembered by their SHA-256, so that memory is bounded whatever attributes hold.</summary>
    private const int LongestText = 128;

    private readonly IEffectHandler _handler;
    private readonly ImmutableArray<string> _userAttributes;
    private readonly object _gate = new();
    private readonly LeastRecentlyUsed<Key, string> _seen;
    private long _duplicates;

    /// <summary>A handler in front of another.</summary>
    /// <param name="handler">Takes what has not been seen.</param>
    /// <param name="capacity">How many exposures and usages are remembered, at least 1; each takes up to about a kilobyte. Default: 50,000.</param>
    /// <param name="userAttributes">The attributes by which users are told apart in the usage of features. Default: all.</param>
    public DeduplicatingHandler(IEffectHandler handler, int capacity = 50_000, ImmutableArray<string> userAttributes = default)
    {
        _handler = handler ?? throw new ArgumentNullException(nameof(handler));
        if (capacity < 1)
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "the capacity must be at least 1");
        _seen = new LeastRecentlyUsed<Key, string>(capacity, EqualityComparer<Key>.Default);
        _userAttributes = userAttributes;
    }

    /// <summary>How many effects are remembered, from 0 to the capacity.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _seen.Count;
        }
    }

    /// <summary>How many effects were held back.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <inheritdoc/>
    public void Handle(EffectEvent effectEvent)
    {
        _ = effectEvent ?? throw new ArgumentNullException(nameof(effectEvent));
        if (KeyOf(effectEvent) is not var (key, value))
        {
            _handler.Handle(effectEvent);
            return;
        }
        string? before;
        lock (_gate)
        {
            if (_seen.TryGet(key, out before) && before == value)
            {
                _duplicates++;
                return;
            }
            _seen.Set(key, value);
        }
        try
        {
            _handler.Handle(effectEvent);
        }
        catch
        {
            lock (_gate)
            {
                if (_seen.TryGet(key, out var now) && now == value)
                    _seen.Remove(key);
            }
            throw;
        }
    }

    private static string Short(string text) => text.Length <= LongestText ? text : Platform.Sha256(Encoding.Unicode.GetBytes(text));

    private (Key Key, string Value)? KeyOf(EffectEvent effectEvent) => effectEvent.Effect switch
    {
        Effect.ExperimentViewed viewed => (new Key(
            false,
            Short(viewed.DeduplicationKey),
            $"{viewed.Result.HashAttribute.Length} {viewed.Experiment.Key.Length} {viewed.Result.VariationId}"), ""),
        Effect.FeatureEvaluated evaluated when UserOf(effectEvent.Context) is { } user => (new Key(
            true,
            Short(user),
            Short(evaluated.FeatureKey)), Short(evaluated.Result.Value.ToString())),
        _ => null,
    };

    private string? UserOf(Context context)
    {
        var attributes = context.Attributes.With(context.AttributeOverrides);
        if (_userAttributes.IsDefault)
            return attributes.Count == 0 ? null : attributes.ToString();
        var user = new Value.Object(_userAttributes
            .Where(attributes.ContainsKey)
            .Select(name => new KeyValuePair<string, Value>(name, attributes[name])));
        return user.Count == 0 ? null : user.ToString();
    }

    /// <summary>
    /// Of an exposure: its deduplication key, and how long its parts are, for the key alone does not say where one
    /// ends ("1" in "2x" and "12" in "x"). Of a usage: the user and the feature.
    /// </summary>
    private readonly record struct Key(bool IsUsage, string First, string Second);
}
