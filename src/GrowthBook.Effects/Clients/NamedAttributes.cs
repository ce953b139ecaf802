using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Logs attributes that options name and users do not have, where a user has one of nearly the same name: a misspelt name leaves an attribute in clear
/// text, or makes all users one. A user who lacks an attribute is usual. Looks at the first users only. Thread-safe.
/// </summary>
internal sealed class NamedAttributes
{
    private const int UsersToCheck = 1000;

    /// <summary>The most names of a user's attributes in a log line.</summary>
    private const int MaxNames = 5;

    private readonly GuardedLogger _logger;
    private readonly ImmutableArray<string> _secure;
    private readonly ImmutableArray<string> _cacheKey;

    /// <summary>Whether each name is logged: first the secure ones.</summary>
    private readonly int[] _isLogged;

    private int _isNoneLogged;
    private int _usersToCheck = UsersToCheck;

    private NamedAttributes(GuardedLogger logger, ImmutableArray<string> secure, ImmutableArray<string> cacheKey) =>
        (_logger, _secure, _cacheKey, _isLogged) = (logger, secure, cacheKey, new int[secure.Length + cacheKey.Length]);

    /// <summary>The check of the names; <c>null</c> if there are none.</summary>
    /// <param name="logger">Logs the warnings.</param>
    /// <param name="secure">The secure attributes.</param>
    /// <param name="cacheKey">The attributes that remote evaluations are compared by; none if it is all.</param>
    public static NamedAttributes? Of(GuardedLogger logger, ImmutableArray<string> secure, ImmutableArray<string> cacheKey) =>
        secure.IsEmpty && cacheKey.IsEmpty ? null : new(logger, secure, cacheKey);

    /// <summary>Looks at the attributes of a user.</summary>
    public void Check(Attributes attributes)
    {
        if (Volatile.Read(ref _usersToCheck) <= 0 || attributes.Count == 0 || Interlocked.Decrement(ref _usersToCheck) < 0)
            return;
        for (var i = 0; i < _secure.Length; i++)
            CheckName(attributes, _secure, i, ref _isLogged[i], nameof(GrowthBookOptions.SecureAttributes), "that one stays in clear text", "hash it in code, by SecureAttributes.Hash, or make it an attribute");
        if (_cacheKey.IsEmpty)
            return;
        if (!HasAny(attributes))
        {
            if (Interlocked.Exchange(ref _isNoneLogged, 1) == 0)
                OptionsLog.NoCacheKey(_logger, Names(_cacheKey), Names(NearestFirst(attributes)));
            return;
        }
        for (var i = 0; i < _cacheKey.Length; i++)
            CheckName(attributes, _cacheKey, i, ref _isLogged[_secure.Length + i], nameof(GrowthBookOptions.CacheKeyAttributes), "users who differ in that one share an answer", "name the whole attribute");
    }

    private void CheckName(Attributes attributes, ImmutableArray<string> names, int index, ref int isLogged, string option, string effect, string cure)
    {
        var name = names[index];
        if (attributes.ContainsKey(name) || Volatile.Read(ref isLogged) != 0)
            return;
        if (IsNested(attributes, name))
        {
            if (Interlocked.Exchange(ref isLogged, 1) == 0)
                OptionsLog.NestedAttribute(_logger, option, Text(name), effect, cure);
            return;
        }
        var given = NearestName.Near(name, attributes.Keys.Where(key => !names.Contains(key) && IsMisspelt(key, name)));
        if (given is not null && Interlocked.Exchange(ref isLogged, 1) == 0)
            OptionsLog.OtherAttribute(_logger, Text(name), option, Text(given), effect);
    }

    /// <summary>Whether a name can be another one misspelt: a short one only in another case, because <c>ip</c> is not <c>id</c>.</summary>
    private static bool IsMisspelt(string given, string name) =>
        name.Length > 2 || string.Equals(given, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the name is a path to a part of an attribute.</summary>
    private static bool IsNested(Attributes attributes, string name)
    {
        var steps = name.Split('.');
        if (steps.Length == 1 || !attributes.TryGetValue(steps[0], out var value))
            return false;
        return steps.Skip(1).Aggregate((Value?)value, (parent, step) => parent is Value.Object members && members.TryGetValue(step, out var part) ? part : null) is not null;
    }

    private bool HasAny(Attributes attributes)
    {
        foreach (var name in _cacheKey)
        {
            if (attributes.ContainsKey(name))
                return true;
        }
        return false;
    }

    private IEnumerable<string> NearestFirst(Attributes attributes) =>
        attributes.Keys.OrderBy(key => _cacheKey.Any(name => RelatedName.Is(key, name) || NearestName.Near(name, [key]) is not null) ? 0 : 1);

    private static string Names(IEnumerable<string> names)
    {
        var shown = names.Take(MaxNames + 1).Select(name => $"`{Text(name)}`").ToList();
        if (shown.Count > MaxNames)
            shown[MaxNames] = "…";
        return string.Join(", ", shown);
    }

    private static string Text(string name) => PlainText.Of(name, PlainText.MaxName);
}
