using System.Text.RegularExpressions;

namespace GrowthBook.Analysis;

/// <summary>Texts as words of a POSIX shell, so that a command of a page can be repeated.</summary>
internal static partial class ShellWord
{
    /// <summary>The text, in single quotes if it has a character that a shell could read as syntax.</summary>
    public static string Of(string text) => Plain().IsMatch(text) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>The options that name an experiment and one of its rules.</summary>
    /// <param name="result">The result.</param>
    /// <param name="member">The member with the key of the experiment.</param>
    public static string OfExperiment(Value result, string member = "key") => $"--experiment {Of(Shown.Text(result[member]))}"
        + (result[ExperimentRules.NameMember].AsString() is { } rule ? $" --rule {Of(rule)}" : "");

    [GeneratedRegex(@"^[A-Za-z0-9_./:@%+=,-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
