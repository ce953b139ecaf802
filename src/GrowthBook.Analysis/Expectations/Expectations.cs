using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>Checks what a payload promises: values for users, shares, exclusion and constant values, from a file in YAML or JSON.</summary>
public static class Expectations
{
    /// <summary>The payload that a file names, relative to the file; <c>null</c> without one or for text that is not YAML.</summary>
    public static string? PayloadOf(string yaml) => PlacedPayloadOf(yaml)?.Path;

    /// <summary>The same with the place at which the file names it.</summary>
    internal static (string Path, LineColumn Place)? PlacedPayloadOf(string yaml) =>
        Load(yaml).Root is { } root && YamlValue.Find(root, "payload") is YamlScalarNode payload ? (YamlValue.Text(payload), PlaceOf(payload)) : null;

    /// <summary>Checks each expectation of a file.</summary>
    /// <param name="source">The payload.</param>
    /// <param name="yaml">The file.</param>
    public static ExpectationReport Check(PayloadSource source, string yaml) => Check(source, yaml, new EvaluationSteps());

    internal static ExpectationReport Check(PayloadSource source, string yaml, EvaluationSteps steps)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (root, fault) = Load(yaml);
        if (root is null)
            return new ExpectationReport([], [fault], yaml);
        var (checks, faults, updates) = (ImmutableArray.CreateBuilder<ExpectationCheck>(), ImmutableArray.CreateBuilder<string>(), new TextUpdates(yaml));
        faults.AddRange(ExpectationMembers.FaultsOfFile(root));
        if (YamlValue.Find(root, "expect") is not YamlSequenceNode { Children.Count: > 0 } expectations)
        {
            faults.Add($"{PlaceOf(YamlValue.Find(root, "expect") ?? root)}: has no list `expect` with expectations; write expect: and one of them per line");
            return new ExpectationReport([], faults.DrainToImmutable(), yaml);
        }
        var users = YamlValue.Find(root, "users") is { } written ? YamlValue.Of(written) : Value.Object.Empty;
        var (warnings, sticky) = (ImmutableArray.CreateBuilder<string>(), default(bool?));
        if (!yaml.AsSpan().TrimStart().StartsWith('{') || Value.Parse(yaml).Value is null)
            warnings.AddRange(ScalarWarnings.Of(root));
        try
        {
            sticky = UserExpectation.HasStickyBuckets(root);
        }
        catch (FormatException e)
        {
            faults.Add($"{PlaceOf(root)}: {e.Message}");
        }
        var reader = new ExpectationReader(source, new UserExpectation(source, users, sticky, updates, new Suggestions(), steps, warnings), updates, new Suggestions());
        foreach (var node in expectations)
        {
            string[] ofMembers = [.. ExpectationMembers.Faults(node)];
            faults.AddRange(ofMembers);
            if (ofMembers.Length > 0)
                continue;
            try
            {
                checks.AddRange(reader.Check(node));
            }
            catch (FormatException e)
            {
                faults.Add($"{PlaceOf(node)}: {e.Message}");
            }
        }
        var updated = updates.Apply();
        var unwritable = updates.Fault
            ?? (FaultOf(updated) is { } malformed ? $"{PlaceOf(root)}: the file with the answers would be malformed ({malformed}); write them by hand" : null);
        return new ExpectationReport(checks.DrainToImmutable(), faults.DrainToImmutable(), unwritable is null ? updated : yaml) { UpdateFault = unwritable, Warnings = warnings.DrainToImmutable() };
    }

    /// <summary>Why a text is no YAML that can be checked, with the place; <c>null</c> for one that can.</summary>
    internal static string? FaultOf(string yaml) => Load(yaml) is (null, var fault) ? fault : null;

    internal static LineColumn PlaceOf(YamlNode node) => new((int)node.Start.Line, (int)node.Start.Column);

    /// <summary>The place of a fault; the start may be that of the part around it.</summary>
    internal static LineColumn PlaceOf(YamlException fault)
    {
        var at = fault.End.Line > fault.Start.Line ? fault.End : fault.Start;
        return new LineColumn((int)at.Line, (int)at.Column);
    }

    private static (YamlNode? Root, string Fault) Load(string yaml)
    {
        try
        {
            if (YamlBounds.Fault(yaml) is { } fault)
                return (null, fault);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents switch
            {
                [] => (null, "1:1: is empty; write expect: and a list of expectations"),
                [var only] => (only.RootNode, ""),
                [_, var second, ..] => (null, $"{PlaceOf(second.RootNode)}: has a second document; write each into a file of its own"),
            };
        }
        catch (YamlException e)
        {
            return (null, $"{PlaceOf(e)}: not YAML: {e.Message.TrimEnd('.')}{UnquotedExpression.MendOf(yaml, e)}");
        }
    }
}
