using System.CommandLine;
using System.Text;
using GrowthBook.Analysis;
using TextOption = System.CommandLine.Option<string?>;

namespace GrowthBook.Cli;

/// <summary>The options that give the user and the context.</summary>
/// <param name="allowUnknown">The option of the command that wants unknown features; <c>null</c> for a command without it.</param>
internal sealed class ContextOptions(Option<bool>? allowUnknown = null)
{
    public const string AttributesName = "--attributes", ContextName = "--context";

    /// <summary>The most misfits that are named.</summary>
    private const int MostMisfits = 20;

    public TextOption Attributes { get; } = new(AttributesName, "-a")
    {
        Description = "The user's attributes, a JSON object; @FILE reads a file, - standard input.",
        HelpName = "JSON",
    };

    public TextOption Url { get; } = new("--url")
    {
        Description = "The URL of the current page.",
        HelpName = "URL",
    };

    public TextOption Context { get; } = new(ContextName)
    {
        Description = "The whole context in the form of evaluation records (attributes, url, qaMode, forcedVariations, "
            + "stickyBucketAssignmentDocs, …), a JSON object or @FILE; --attributes and --url replace its members.",
        HelpName = "JSON",
    };

    public StickyOptions Sticky { get; } = new();

    public void AddTo(Command command)
    {
        foreach (var option in new[] { Attributes, Url, Context })
            command.Add(option);
        Sticky.AddTo(command);
    }

    public IEnumerable<Option> All => [Attributes, Url, Context, .. Sticky.All];

    public Outcome<Context> Read(ParseResult parsed, Payload payload, Inputs inputs, Terminal terminal) =>
        from context in ReadContext(parsed.GetValue(Context), payload, allowUnknown is null ? null : parsed.GetValue(allowUnknown), inputs, terminal)
        from attributes in ReadAttributes(parsed.GetValue(Attributes), context.Attributes, inputs, terminal)
        select StickyBucketing.Of(context with { Attributes = attributes, Url = parsed.GetValue(Url) ?? context.Url }, Sticky.Of(parsed));

    /// <summary>Warns of features whose results depend on whether the application has sticky buckets, if it is not known.</summary>
    /// <returns>Whether there are such features.</returns>
    public bool WarnOfUndecided(ParseResult parsed, Context context, IReadOnlyCollection<string> features, Terminal terminal)
    {
        if (Sticky.Of(parsed) is not null)
            return false;
        var fallbacks = FallbackUsers.Of(context.Payload, features);
        var undecided = features.Where(feature => fallbacks.Decide(context, feature)).Select(feature => Columns.Short(feature)).ToArray();
        if (undecided.Length > 0)
            terminal.Warn(UndecidedWarning.OfFeatures(undecided));
        return undecided.Length > 0;
    }

    /// <summary>Warns of attributes of a kind, or in a form, on which no condition of the payload depends.</summary>
    /// <returns>Whether there are such attributes.</returns>
    public static bool WarnOfMisfits(Context context, Terminal terminal)
    {
        var doubts = AttributeDoubt.OfValues(context).ToArray();
        foreach (var doubt in doubts.Take(MostMisfits))
            terminal.Warn(doubt.Text);
        if (doubts.Length > MostMisfits)
            terminal.Warn($"{doubts.Length - MostMisfits} more attributes have such a kind");
        return doubts.Length > 0;
    }

    /// <summary>Whether an object is a context: it has a mapping of attributes, and all its members are those of contexts.</summary>
    private static bool IsContext(Value.Object members) =>
        members["attributes"] is Value.Object && members.Keys.All(name => ContextMembers.Names.Contains(name, StringComparer.Ordinal));

    private static Outcome<Context> ReadContext(string? argument, Payload payload, bool? allowsUnknown, Inputs inputs, Terminal terminal) =>
        argument is null
            ? new Context(payload, GrowthBook.Attributes.Empty)
            : inputs.Text(ContextName, argument).Bind(source => ParseContext(source, payload, allowsUnknown, terminal));

    private static Outcome<Attributes> ReadAttributes(
        string? argument, Attributes fallback, Inputs inputs, Terminal terminal) =>
        argument is null ? fallback : inputs.Text(AttributesName, argument).Bind(source => ParseAttributes(source, terminal));

    private static Outcome<Context> ParseContext(Source source, Payload payload, bool? allowsUnknown, Terminal terminal)
    {
        var (context, errors) = GrowthBook.Context.Parse(Encoding.UTF8.GetString(source.Utf8), payload);
        if ((Diagnostics.Refuse(source, errors) ?? ContextMembers.Check(source, errors) ?? ForcedVariationNames.Check(source, context, terminal) ?? ForcedFeatureNames.Check(source, context, allowsUnknown) ?? Diagnostics.Report(source, errors, terminal)) is { } fault)
            return fault;
        RepeatedMembers.Warn(source, terminal);
        ForcedFeatureNames.WarnOfKinds(source, context, terminal);
        return context;
    }

    private static Outcome<Attributes> ParseAttributes(Source source, Terminal terminal)
    {
        var (attributes, errors) = GrowthBook.Attributes.Parse(source.Utf8);
        if (Diagnostics.Report(source, errors, terminal) is { } fault)
            return fault;
        RepeatedMembers.Warn(source, terminal);
        return IsContext(attributes.Members) ? Fault.Input($"{source.Name}: is a context, and no attributes of a user; give it with {ContextName}")
            : UserReader.OtherKind(attributes.Members) is { } kind ? Fault.Input($"{source.Name}: is {kind}; give the attributes of a user")
            : attributes;
    }
}
