using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>What a developer changes for a request, from the query string or the cookie <c>_gbdebug</c>.</summary>
/// <param name="AttributeOverrides">Attributes that replace those of the user.</param>
/// <param name="Forced">Forced feature values and variations.</param>
internal sealed record DevToolsState(Attributes AttributeOverrides, ForcedValues Forced)
{
    public const string Name = "_gbdebug";

    /// <summary>The UTF-8 bytes that the text may have.</summary>
    public const int MaxBytes = 4096;

    private const int MaxDepth = 32;

    /// <summary>The unknown members that are faults: one text cannot fill the log.</summary>
    private const int MaxFaults = 5;

    private static readonly string[] Members = ["attributes", "features", "experiments"];

    /// <summary>What a link that the extension shares has for the browser.</summary>
    private static readonly string[] BrowserMembers = ["payload", "patchPayload", "logs"];

    public static DevToolsState None { get; } = new(Attributes.Empty, ForcedValues.None);

    public bool IsEmpty => AttributeOverrides.Count == 0 && Forced.IsEmpty;

    /// <summary>Reads the changes of a request: from the query string if it has them, otherwise from the cookie.</summary>
    /// <returns>The changes without those that are malformed, and the faults.</returns>
    public static (DevToolsState State, ImmutableArray<string> Faults) Read(HttpRequest request)
    {
        if (request.Query[Name].ToString() is { Length: > 0 } query)
            return Parse(query);
        return request.Cookies[Name] is { Length: > 0 } cookie ? Parse(cookie) : (None, []);
    }

    /// <summary>Parses JSON text, which may be encoded for a URL once more.</summary>
    public static (DevToolsState State, ImmutableArray<string> Faults) Parse(string text)
    {
        if (text.Length > 3 * MaxBytes)
            return (None, [TooLarge]);
        if (text.AsSpan().TrimStart().StartsWith('%'))
            text = Uri.UnescapeDataString(text);
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
            return (None, [TooLarge]);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException e)
        {
            return (None, [$"it is not JSON of at most {MaxDepth} levels (byte {e.BytePositionInLine + 1})"]);
        }
        var (members, errors) = Attributes.Parse(text);
        var faults = errors.Select(error => $"{error}").ToList();
        faults.AddRange(members.Select(member => member.Key).Where(member => !Members.Contains(member) && !BrowserMembers.Contains(member)).Take(MaxFaults).Select(UnknownFault));
        var experiments = ForcedValues.None.Variations.ToBuilder();
        foreach (var (key, value) in Part(members, "experiments", faults))
        {
            if (ForcedValues.VariationOf(value) is { } variation)
                experiments[key] = variation;
            else
                faults.Add($"$.experiments: the variation of an experiment must be an index, 0 or more, but one is {value.GetType().Name}");
        }
        return (new DevToolsState(Attributes.From(Part(members, "attributes", faults)), new ForcedValues(Part(members, "features", faults), experiments.ToImmutable())), [.. faults]);
    }

    /// <summary>Returns a user with the changes.</summary>
    public GrowthBookUser Apply(GrowthBookUser user) =>
        Forced.Apply(user.With(context => context with { AttributeOverrides = context.AttributeOverrides.With(AttributeOverrides) }));

    private static string TooLarge => $"it has more than {MaxBytes} bytes";

    private static string UnknownFault(string member) => $"$ has no member `{PlainText.Of(member, 100)}`; "
        + (NearestName.Near(member, Members) is { } nearest ? $"did you mean {nearest}?" : $"its members are {string.Join(", ", Members)}");

    private static Value.Object Part(Attributes members, string name, List<string> faults)
    {
        switch (members[name])
        {
            case Value.Object found:
                return found;
            case Value.Null:
                return Value.Object.Empty;
            default:
                faults.Add($"$.{name} must be an object");
                return Value.Object.Empty;
        }
    }
}
