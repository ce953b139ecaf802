using System.CommandLine;

namespace GrowthBook.Cli;

/// <summary>Recognises an option that takes no value and has one, which the parser takes for an argument.</summary>
internal static class FlagValue
{
    /// <summary>The mistake; <c>null</c> without one. <c>true</c> and <c>false</c> are values that the parser takes.</summary>
    public static string? MistakeOf(IEnumerable<string> args, Command command) => args
        .TakeWhile(argument => argument != "--")
        .Select(argument => argument.Split('=', 2))
        .Where(parts => parts.Length == 2 && !bool.TryParse(parts[1], out _) && command.Options.Any(option => option.ValueType == typeof(bool) && option.Name == parts[0]))
        .Select(parts => $"{parts[0]} takes no value; leave `={parts[1]}` out")
        .FirstOrDefault();
}
