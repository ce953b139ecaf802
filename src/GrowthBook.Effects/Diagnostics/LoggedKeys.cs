using System.Collections.Concurrent;

namespace GrowthBook.Client;

/// <summary>
/// Remembers the first 100 keys, so that a fault is logged once per key. A key can be a visitor's or a server's text: it is cut after
/// 200 characters and has no line breaks. Thread-safe.
/// </summary>
internal sealed class LoggedKeys
{
    /// <summary>The number of keys that are logged.</summary>
    public const int Capacity = 100;

    private const int LongestKey = 200;
    private const string EmptyKey = "(an empty key)";

    private readonly ConcurrentDictionary<(string Key, Type? Type), bool> _keys = new();
    private int _count;

    /// <summary>Whether <see cref="Add"/> would return <c>null</c>: the key is logged, or no further key is.</summary>
    public bool IsDone(string key, Type? type = null) => Volatile.Read(ref _count) > Capacity || _keys.ContainsKey((key, type));

    /// <summary>Adds a key.</summary>
    /// <param name="key">The key; afterwards as it is to be logged.</param>
    /// <param name="type">A part of the key that is not logged. Default: none.</param>
    /// <returns><c>true</c> for a new key, <c>false</c> for the first one that is not logged any more, otherwise <c>null</c>.</returns>
    public bool? Add(ref string key, Type? type = null)
    {
        if (IsDone(key, type))
            return null;
        key = key.Length == 0 ? EmptyKey : PlainText.Of(key, LongestKey);
        if (!_keys.TryAdd((key, type), true))
            return null;
        var count = Interlocked.Increment(ref _count);
        return count <= Capacity ? true : count == Capacity + 1 ? false : null;
    }
}
