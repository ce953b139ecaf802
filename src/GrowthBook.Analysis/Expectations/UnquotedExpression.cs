using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace GrowthBook.Analysis;

/// <summary>Finds an expression without quotes in a flow mapping or list, such as <c>{ app: ${app} }</c>, where its brace ends the scalar.</summary>
internal static partial class UnquotedExpression
{
    /// <summary>The number of lines of a part that are searched.</summary>
    private const int MaxLines = 100;

    /// <summary>The mend of the first such expression in the lines of a fault, to append to it; empty without one.</summary>
    public static string MendOf(string yaml, YamlException fault)
    {
        var first = (int)Math.Max(0, fault.Start.Line - 1);
        var lines = yaml.Split('\n').Skip(first).Take((int)Math.Clamp(fault.End.Line - first, 1, MaxLines));
        return lines.Select(line => Scalar().Match(line)).FirstOrDefault(match => match.Success) is { } found
            ? $"; within {{ }} and [ ], quote a text with an expression: \"{PlainText.Of(found.Groups[1].Value, PlainText.MaxName)}\""
            : "";
    }

    /// <summary>A scalar without quotes, from the sign before it up to the end of its first expression.</summary>
    [GeneratedRegex(@"[:,\[{]\s*((?:[^""'\s:,\[\]{}#$][^""':,\[\]{}$]{0,100})?\$\{[^}]{0,100}\})", RegexOptions.CultureInvariant)]
    private static partial Regex Scalar();
}
