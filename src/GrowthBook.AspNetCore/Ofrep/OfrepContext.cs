using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Reads the context of an evaluation from the body of a request.</summary>
internal static class OfrepContext
{
    private const string TargetingKey = "targetingKey";

    /// <summary>Returns the user's attributes, or why the request is refused.</summary>
    public static async ValueTask<(Attributes Attributes, OfrepFault? Fault)> ReadAsync(HttpRequest request, OfrepOptions options) =>
        await RequestBody.ReadAsync(request, options.MaxRequestBytes) is { } json
            ? Parse(json, options)
            : (Attributes.Empty, OfrepFault.TooLarge(options.MaxRequestBytes));

    private static (Attributes Attributes, OfrepFault? Fault) Parse(ReadOnlySpan<byte> json, OfrepOptions options)
    {
        var (request, errors) = Attributes.Parse(json);
        if (errors.FirstOrDefault(error => error.Severity == ErrorSeverity.Fatal) is { } error)
            return (request, OfrepFault.NotJson(error));
        if (!request.TryGetValue("context", out var context))
        {
            if (request.Count > 0)
                return (request, OfrepFault.NoContext(request.First().Key));
            context = Value.Object.Empty;
        }
        return context is Value.Object members ? Read(members, options) : (request, OfrepFault.BadContext(context));
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
