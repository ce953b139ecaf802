using System.CommandLine;

namespace GrowthBook.Cli;

/// <summary>The options that tell whether the application has sticky buckets: <c>--sticky</c>, <c>--no-sticky</c>, or neither if it is not known.</summary>
internal sealed class StickyOptions
{
    public const string StickyName = "--sticky", NoStickyName = "--no-sticky";

    public Option<bool> Sticky { get; init; } = new(StickyName)
    {
        Description = "The application has sticky buckets: fallbackAttribute replaces a missing hashAttribute, in experiments and rollouts.",
    };

    private readonly Option<bool> _noSticky = new(NoStickyName) { Description = "The application has no sticky buckets: fallbackAttribute does not count." };

    public IEnumerable<Option> All => [Sticky, _noSticky];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
        command.Validate(result =>
        {
            if (result.GetValue(Sticky) && result.GetValue(_noSticky))
                result.AddError($"name either {StickyName} or {NoStickyName}, not both");
        });
    }

    /// <summary>Whether the application has sticky buckets; <c>null</c> if it is not known.</summary>
    public bool? Of(ParseResult parsed) => parsed.GetValue(Sticky) ? true : parsed.GetValue(_noSticky) ? false : null;
}
