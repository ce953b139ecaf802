using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace GrowthBook.Client;

/// <summary>
/// Gives an exposure or a feature's usage on to another handler once, or once to each of several. It remembers a bounded
/// number of them and forgets those that were not met for longest, which may then pass again; up to that number it is
/// exact. May be used by any number of threads.
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
/// Sticky assignments and events that code logged always pass: an assignment that comes again is missing in the store, and
/// two purchases that are alike are two.
/// </para>
/// <para>
/// What the other handler fails to take, by throwing, is not remembered, so that it passes when it comes about again. Nor is
/// what a <see cref="BackgroundEffectWriter"/> directly behind this handler drops, at once or later, because its queue is
/// full or its sink fails. Of a writer behind another handler, such as <see cref="EffectHandler.When"/>, nothing is heard:
/// put that one in front of this handler instead.
/// </para>
/// </remarks>
public sealed class DeduplicatingHandler : IEffectHandler
{
    /// <summary>Longer texts are remembered by their SHA-256, so that memory is bounded whatever attributes hold.</summary>
    private const int LongestText = 128;

    /// <summary>How many handlers may stand behind one that remembers what each took.</summary>
    internal const int MostHandlers = 64;

    /// <summary>Gives an effect to those handlers whose bit is set, and tells the bits of those that failed.</summary>
    private readonly Func<EffectEvent, ulong, ulong> _give;

    /// <summary>The bits of all handlers.</summary>
    private readonly ulong _all;
    private readonly bool _hasWriters;
    private readonly ImmutableArray<string> _userAttributes;
    private readonly object _gate = new();

    /// <summary>Of an exposure or a user's feature the last value.</summary>
    private readonly LeastRecentlyUsed<Key, Seen> _seen;

    /// <summary>What an effect that a writer may still drop was remembered as; the user may have had other values since.</summary>
    private readonly ConditionalWeakTable<EffectEvent, Seen> _given = new();
    private long _duplicates;

    /// <summary>A handler in front of another.</summary>
    /// <param name="handler">Takes what has not been seen.</param>
    /// <param name="capacity">How many exposures and usages are remembered, at least 1; each takes up to about a kilobyte. Default: 50,000.</param>
    /// <param name="userAttributes">The attributes by which users are told apart in the usage of features. Default: all.</param>
    public DeduplicatingHandler(IEffectHandler handler, int capacity = 50_000, ImmutableArray<string> userAttributes = default)
        : this([handler ?? throw new ArgumentNullException(nameof(handler))], (effectEvent, _) => Give(handler, effectEvent), capacity, userAttributes)
    {
    }

    /// <summary>
    /// A handler in front of several, with one memory for all of them: each that fails to take an effect is offered it when
    /// it comes about again, and those that took it are not.
    /// </summary>
    /// <param name="runner">Has the handlers, at most 64, and isolates them from each other. Its sinks are not written to.</param>
    /// <param name="capacity">How many exposures and usages are remembered, at least 1; each takes up to about a kilobyte. Default: 50,000.</param>
    /// <param name="userAttributes">The attributes by which users are told apart in the usage of features. Default: all.</param>
    /// <exception cref="ArgumentException">There are more than 64 handlers.</exception>
    public DeduplicatingHandler(EffectRunner runner, int capacity = 50_000, ImmutableArray<string> userAttributes = default)
        : this(HandlersOf(runner), runner.Run, capacity, userAttributes)
    {
    }

    private DeduplicatingHandler(
        ImmutableArray<IEffectHandler> handlers, Func<EffectEvent, ulong, ulong> give, int capacity, ImmutableArray<string> userAttributes)
    {
        if (capacity < 1)
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "the capacity must be at least 1");
        _give = give;
        _all = handlers.IsEmpty ? 0 : ulong.MaxValue >> (MostHandlers - handlers.Length);
        _userAttributes = userAttributes;
        _seen = new(capacity, EqualityComparer<Key>.Default);
        _hasWriters = handlers.Any(handler => handler is BackgroundEffectWriter);
        for (var i = 0; i < handlers.Length; i++)
        {
            var bit = 1UL << i;
            if (handlers[i] is BackgroundEffectWriter writer)
                writer.OnSettled(this, (handler, effectEvent, outcome) => handler.ForgetDropped(effectEvent, outcome, bit));
        }
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
            _give(effectEvent, _all);
            return;
        }
        ulong missing;
        Seen? seen;
        lock (_gate)
        {
            if (!_seen.TryGet(key, out seen) || seen.Value != value)
                _seen.Set(key, seen = new Seen(key, value));
            missing = _all & ~seen.Taken;
            if (missing == 0)
            {
                _duplicates++;
                return;
            }
            // Before they have it, so that no other thread gives it to them too.
            seen.Taken = _all;
            if (_hasWriters)
            {
                _given.Remove(effectEvent);
                _given.Add(effectEvent, seen);
            }
        }
        var failed = missing;
        try
        {
            failed = _give(effectEvent, missing);
        }
        finally
        {
            if (failed != 0)
                Forget(seen, failed);
        }
    }

    private static ImmutableArray<IEffectHandler> HandlersOf(EffectRunner runner)
    {
        var count = (runner ?? throw new ArgumentNullException(nameof(runner))).Handlers.Length;
        return count <= MostHandlers
            ? runner.Handlers
            : throw new ArgumentException($"there are {count} handlers; put some of them behind one, so that there are {MostHandlers} or fewer", nameof(runner));
    }

    private static ulong Give(IEffectHandler handler, EffectEvent effectEvent)
    {
        handler.Handle(effectEvent);
        return 0;
    }

    private static string Short(string text) => text.Length <= LongestText ? text : Sha256.Hex(Encoding.Unicode.GetBytes(text));

    /// <summary>A stopped writer will never take it, so that nothing is to be offered to it again.</summary>
    private void ForgetDropped(EffectEvent effectEvent, EffectWriterOutcome outcome, ulong handler)
    {
        if (outcome is EffectWriterOutcome.DroppedQueueFull or EffectWriterOutcome.DroppedAfterAttempts
            && _given.TryGetValue(effectEvent, out var seen))
        {
            Forget(seen, handler);
        }
    }

    /// <summary>
    /// Forgets that some handlers took an effect. Where the user has had another value since, what is remembered now is
    /// another object, even when the value is the same again, and stays.
    /// </summary>
    private void Forget(Seen seen, ulong handlers)
    {
        lock (_gate)
        {
            seen.Taken &= ~handlers;
            if (seen.Taken == 0 && _seen.TryGet(seen.Key, out var now) && ReferenceEquals(now, seen))
                _seen.Remove(seen.Key);
        }
    }

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

    /// <summary>A value from when it was first met until another one is, or it is forgotten.</summary>
    private sealed class Seen(Key key, string value)
    {
        public Key Key => key;

        public string Value => value;

        /// <summary>The bits of the handlers that took it.</summary>
        public ulong Taken { get; set; }
    }
}
