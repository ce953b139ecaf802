using System.Collections.Concurrent;
using GrowthBook.Client;
using Microsoft.FeatureManagement.FeatureFilters;

namespace GrowthBook.FeatureManagement;

/// <summary>The attributes of a context that code passes to a feature manager.</summary>
internal sealed class ContextAttributes(GrowthBookFeatureOptions options, GuardedLogger logger)
{
    private readonly ConcurrentDictionary<Type, bool> _ignored = new();
    private readonly ConcurrentDictionary<Type, bool> _dictionaries = new();

    /// <summary>Returns the attributes; <c>null</c> if the context describes no user, with a warning, once for each type.</summary>
    public Attributes? Of(object context)
    {
        var found = options.MappedFrom(context) ?? context switch
        {
            Attributes attributes => attributes,
            ITargetingContext targeting => Of(targeting),
            _ when IsDictionary(context.GetType()) => Attributes.FromObject(context),
            _ => null,
        };
        if (found is null && _ignored.TryAdd(context.GetType(), true))
            UserLog.ContextIgnored(logger, context.GetType());
        return found;
    }

    /// <summary>Whether a type is a dictionary with texts as keys, whatever its values are.</summary>
    private bool IsDictionary(Type type) => _dictionaries.GetOrAdd(type, static each => Array.Exists(each.GetInterfaces(), one =>
        one.IsGenericType && one.GetGenericTypeDefinition() is var form && (form == typeof(IDictionary<,>) || form == typeof(IReadOnlyDictionary<,>))
        && one.GenericTypeArguments[0] == typeof(string)));

    public Attributes Of(ITargetingContext targeting)
    {
        var members = new List<KeyValuePair<string, Value>>(2);
        if (!string.IsNullOrEmpty(targeting.UserId))
            members.Add(new(options.UserIdAttribute, targeting.UserId));
        if (targeting.Groups is { } groups)
            members.Add(new(options.GroupsAttribute, new Value.Array(groups.Select(group => (Value)group))));
        return Attributes.From(members);
    }
}
