using System.CommandLine;

namespace GrowthBook.Cli;

/// <summary>Recognises the long name of an option after one dash, which the parser takes for a short option with a value.</summary>
internal static class SingleDash
{
    /// <summary>The mistake; <c>null</c> without one.</summary>
    public static string? MistakeOf(IEnumerable<string> args, Command command) => args
        .TakeWhile(argument => argument != "--")
        .Select(argument => argument.Split('=')[0])
        .Where(name => name is ['-', not '-', _, ..] && command.Options.Any(option => option.Name == "-" + name))
        .Select(name => $"unknown option `{name}`; did you mean -{name}?")
        .FirstOrDefault();
}
