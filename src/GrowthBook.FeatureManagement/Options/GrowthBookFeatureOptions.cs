namespace GrowthBook.FeatureManagement;

/// <summary>How feature managers use GrowthBook.</summary>
public sealed class GrowthBookFeatureOptions
{
    private readonly List<Func<object, Attributes?>> _mappers = [];

    /// <summary>The name of the client. Default: the empty name, the default client.</summary>
    public string ClientName
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(ClientName));
    } = "";

    /// <summary>The answer for a feature that the payload does not have. Default: <see cref="UnknownFeatures.Inner"/>.</summary>
    public UnknownFeatures Unknown { get; set; }

    /// <summary>The attribute that has the user id of a targeting context. Default: <c>id</c>.</summary>
    public string UserIdAttribute
    {
        get;
        set => field = NotEmpty(value, nameof(UserIdAttribute));
    } = "id";

    /// <summary>The attribute that has the groups of a targeting context, an array of strings. Default: <c>groups</c>.</summary>
    public string GroupsAttribute
    {
        get;
        set => field = NotEmpty(value, nameof(GroupsAttribute));
    } = "groups";

    /// <summary>
    /// Whether evaluations of GrowthBook's features are activities with the event <c>FeatureFlag</c>, as those of Microsoft.FeatureManagement
    /// are, while a listener listens to the source <c>Microsoft.FeatureManagement</c>. Default: <c>true</c>.
    /// </summary>
    public bool Telemetry { get; set; } = true;

    /// <summary>
    /// Has contexts of a type, which code passes to <c>IsEnabledAsync</c> or <c>GetVariantAsync</c>, and of derived types, mean a user. Of
    /// several functions for a context, the one added first is called.
    /// </summary>
    /// <typeparam name="TContext">The type, a class, interface or value type.</typeparam>
    /// <param name="attributes">Returns the user's attributes. Its exceptions fail the call.</param>
    /// <returns>These options.</returns>
    public GrowthBookFeatureOptions Map<TContext>(Func<TContext, Attributes> attributes)
        where TContext : notnull
    {
        _ = attributes ?? throw new ArgumentNullException(nameof(attributes));
        _mappers.Add(context => context is TContext typed
            ? attributes(typed) ?? throw new InvalidOperationException($"the function of Map<{typeof(TContext).Name}> returned null; return Attributes.Empty")
            : null);
        return this;
    }

    private static string NotEmpty(string name, string option) => (name ?? throw new ArgumentNullException(option)).Length > 0
        ? name
        : throw new ArgumentException($"GrowthBookFeatureOptions.{option}: the name is empty, and no rule reads it; give the name that GrowthBook has");

    /// <summary>Returns the attributes of a context whose type has a function; otherwise <c>null</c>.</summary>
    internal Attributes? MappedFrom(object context)
    {
        foreach (var mapper in _mappers)
        {
            if (mapper(context) is { } attributes)
                return attributes;
        }
        return null;
    }
}
