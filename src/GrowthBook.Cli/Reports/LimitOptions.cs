using System.CommandLine;
using System.CommandLine.Parsing;

namespace GrowthBook.Cli;

/// <summary>The options that decide whether a difference passes, and its form for a pull request.</summary>
internal sealed class LimitOptions
{
    public const string FailOnName = "--fail-on", ExpectRampName = "--expect-ramp", MarkdownName = "--markdown";

    private readonly Option<string?> _failOn = new(FailOnName)
    {
        Description = "End with exit code 1 only if one of these is exceeded, such as moved>0,left>0.1%: a share in percent, or a number of users.",
        HelpName = "LIMITS",
    };

    private readonly Option<bool> _expectRamp = new(ExpectRampName) { Description = "End with exit code 1 unless it is proved that users only enter experiments and rollouts." };

    private readonly Option<string?> _markdown = new(MarkdownName) { Description = "Also write the result as Markdown, for a comment of a pull request.", HelpName = "FILE" };

    private IEnumerable<Option> All => [_failOn, _expectRamp, _markdown];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
        command.Validate(result =>
        {
            if (result.GetValue(_failOn) is { } limits && Threshold.Parse(limits).Error is { } error)
                result.AddError($"{FailOnName}: {error}");
        });
    }

    public bool ExpectsRamp(ParseResult parsed) => parsed.GetValue(_expectRamp);

    /// <summary>The first limit that only counts of users can exceed; <c>null</c> for none.</summary>
    public string? OfUsers(CommandResult result) =>
        Threshold.Parse(result.GetValue(_failOn) ?? "").Thresholds.FirstOrDefault(threshold => threshold.NeedsUsers)?.Text;

    /// <summary>The name of the first of the options that the command line has; <c>null</c> for none.</summary>
    public string? Given(ParseResult parsed) =>
        All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    public DiffReport ReportOf(ParseResult parsed, ResultForm form) =>
        new(form, Threshold.Parse(parsed.GetValue(_failOn) ?? "").Thresholds, ExpectsRamp(parsed), parsed.GetValue(_markdown));
}
