using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Reads the context of an evaluation from the body of a request.</summary>
internal static class OfrepContext
{
    private const string TargetingKey = "targetingKey";

    /// <summary>Returns the user's attributes, or why the request is refused.</summary>
    public static async ValueTask<(Attributes Attributes, OfrepFault? Fault)> ReadAsync(HttpRequest request, OfrepOptions options) =>
        await RequestBody.ReadAsync(request, options.MaxRequestBytes) is { } json
            ? Parse(request, json, options)
            : (Attributes.Empty, OfrepFault.TooLarge(options.MaxRequestBytes));

    private static (Attributes Attributes, OfrepFault? Fault) Parse(HttpRequest request, ReadOnlySpan<byte> json, OfrepOptions options)
    {
        var (body, fault) = JsonBody.Read(request, json);
        if (fault is not null)
            return (body, OfrepFault.NotJson(fault));
        if (!body.TryGetValue("context", out var context))
        {
            if (body.Count > 0)
                return (body, OfrepFault.NoContext(body.First().Key));
            context = Value.Object.Empty;
        }
        return context is Value.Object members ? Read(members, options) : (body, OfrepFault.BadContext(context));
    }

    /// <summary>Makes all members attributes, and the targeting key the identifier too.</summary>
    private static (Attributes Attributes, OfrepFault? Fault) Read(Value.Object members, OfrepOptions options)
    {
        var attributes = Attributes.From(members);
        if (!attributes.TryGetValue(TargetingKey, out var key))
            return (attributes, options.RequiresTargetingKey ? OfrepFault.NoTargetingKey() : null);
        if (key is not Value.String)
            return (attributes, OfrepFault.BadTargetingKey(key));
        var name = options.TargetingKeyAttribute;
        return (name.Length == 0 || attributes.ContainsKey(name) ? attributes : attributes.With(name, key), null);
    }
}
