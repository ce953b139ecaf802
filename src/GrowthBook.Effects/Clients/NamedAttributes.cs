using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Logs attributes that options name and users do not have, where a user has one of nearly the same name: a misspelt name leaves an attribute in clear
/// text, or makes all users one or each of their usages a new one. A user who lacks an attribute is usual. Looks at the first users only. Thread-safe.
/// </summary>
internal sealed class NamedAttributes
{
    private const int UsersToCheck = 1000;

    /// <summary>The most names of a user's attributes in a log line.</summary>
    private const int MaxNames = 5;

    private readonly GuardedLogger _logger;
    private readonly ImmutableArray<NamedOption> _options;
    private int _isNoneLogged;
    private int _usersToCheck = UsersToCheck;

    private NamedAttributes(GuardedLogger logger, ImmutableArray<NamedOption> options) => (_logger, _options) = (logger, options);

    /// <summary>The check of the names; <c>null</c> if there are none.</summary>
    /// <param name="logger">Logs the warnings.</param>
    /// <param name="options">The options that name attributes and have an effect.</param>
    public static NamedAttributes? Of(GuardedLogger logger, params IEnumerable<NamedOption> options) =>
        options.Where(option => !option.Names.IsEmpty).ToImmutableArray() is { IsEmpty: false } named ? new(logger, named) : null;

    /// <summary>Looks at the attributes of a user.</summary>
    public void Check(Attributes attributes)
    {
        if (Volatile.Read(ref _usersToCheck) <= 0 || attributes.Count == 0 || Interlocked.Decrement(ref _usersToCheck) < 0)
            return;
        foreach (var option in _options)
        {
            var hasAny = HasAny(attributes, option.Names);
            if (option.IsCacheKey && !hasAny)
                CheckNone(attributes, option.Names);
            else
                CheckNames(attributes, option, hasAny ? option.Effect : option.EffectOfNone);
        }
    }

    private void CheckNone(Attributes attributes, ImmutableArray<string> names)
    {
        if (Interlocked.Exchange(ref _isNoneLogged, 1) == 0)
            OptionsLog.NoCacheKey(_logger, Names(names), Names(NearestFirst(attributes, names)));
    }

    private void CheckNames(Attributes attributes, NamedOption option, string effect)
    {
        for (var i = 0; i < option.Names.Length; i++)
            CheckName(attributes, option, option.Names[i], effect, ref option.IsLogged[i]);
    }

    private void CheckName(Attributes attributes, NamedOption option, string name, string effect, ref int isLogged)
    {
        if (attributes.ContainsKey(name) || Volatile.Read(ref isLogged) != 0)
            return;
        if (IsNested(attributes, name))
        {
            if (Interlocked.Exchange(ref isLogged, 1) == 0)
                OptionsLog.NestedAttribute(_logger, option.Name, Text(name), effect, option.Cure);
            return;
        }
        var given = NearestName.Near(name, attributes.Keys.Where(key => !option.Names.Contains(key) && IsMisspelt(key, name)));
        if (given is not null && Interlocked.Exchange(ref isLogged, 1) == 0)
            OptionsLog.OtherAttribute(_logger, Text(name), option.Name, Text(given), effect);
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

    private static bool HasAny(Attributes attributes, ImmutableArray<string> names)
    {
        foreach (var name in names)
        {
            if (attributes.ContainsKey(name))
                return true;
        }
        return false;
    }

    private static IEnumerable<string> NearestFirst(Attributes attributes, ImmutableArray<string> names) =>
        attributes.Keys.OrderBy(key => names.Any(name => RelatedName.Is(key, name) || NearestName.Near(name, [key]) is not null) ? 0 : 1);

    private static string Names(IEnumerable<string> names)
    {
        var shown = names.Take(MaxNames + 1).Select(name => $"`{Text(name)}`").ToList();
        if (shown.Count > MaxNames)
            shown[MaxNames] = "…";
        return string.Join(", ", shown);
    }

    private static string Text(string name) => PlainText.Of(name, PlainText.MaxName);
}
