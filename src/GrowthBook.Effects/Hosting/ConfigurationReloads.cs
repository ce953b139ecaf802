using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace GrowthBook.Client;

/// <summary>
/// Warns of options whose values in a configuration have changed since the start, which the client does not read again. It warns once of the same
/// options: a file watcher often reports a change twice.
/// </summary>
internal sealed class ConfigurationReloads : IDisposable
{
    private readonly GuardedLogger _logger;
    private readonly ImmutableArray<IConfiguration> _configurations;
    private readonly ImmutableHashSet<(string Path, string? Value)> _atStart;
    private readonly ImmutableArray<IDisposable> _subscriptions;
    private readonly object _lock = new();
    private string _reported = "";

    /// <param name="logger">Gets the warnings.</param>
    /// <param name="configurations">The configurations of one client.</param>
    public ConfigurationReloads(GuardedLogger logger, ImmutableArray<IConfiguration> configurations)
    {
        (_logger, _configurations) = (logger, configurations);
        _atStart = Values();
        _subscriptions = [.. configurations.Select(configuration => ChangeToken.OnChange(configuration.GetReloadToken, Report))];
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
    }

    private void Report()
    {
        lock (_lock)
        {
            var changed = string.Join(", ", _atStart.SymmetricExcept(Values()).Select(each => each.Path).Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(path => path, StringComparer.Ordinal));
            if (changed.Length > 0 && changed != _reported)
                OptionsLog.Changed(_logger, changed);
            _reported = changed;
        }
    }

    /// <summary>The values of the options, each with the path of its option. A list or dictionary has several.</summary>
    private ImmutableHashSet<(string Path, string? Value)> Values() =>
    [
        .. from configuration in _configurations
           from pair in configuration.AsEnumerable(makePathsRelative: true)
           where pair.Value is not null && OptionOf(pair.Key) is not null
           select ((configuration is IConfigurationSection section ? section.Path + ConfigurationPath.KeyDelimiter : "") + OptionOf(pair.Key), pair.Key + "=" + pair.Value),
    ];

    /// <summary>Returns the option to which a value belongs, such as <c>Writer:Capacity</c>; <c>null</c> for a name that is no option.</summary>
    private static string? OptionOf(string path)
    {
        var parts = path.Split(ConfigurationPath.KeyDelimiter[0]);
        var option = Known(ConfigurationNames.Options, parts[0]);
        return option == nameof(GrowthBookOptions.Writer) && parts.Length > 1 && Known(ConfigurationNames.Writer, parts[1]) is { } ofWriter
            ? ConfigurationPath.Combine(option, ofWriter)
            : option;
    }

    private static string? Known(ImmutableArray<string> names, string name) =>
        names.FirstOrDefault(each => string.Equals(each, name, StringComparison.OrdinalIgnoreCase));
}
