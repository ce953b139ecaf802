using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>Checks what a payload promises: values for users, shares, exclusion and constant values, from a file in YAML or JSON.</summary>
public static class Expectations
{
    /// <summary>The payload that a file names, relative to the file; <c>null</c> without one or for text that is not YAML.</summary>
    public static string? PayloadOf(string yaml) => Load(yaml).Root is { } root && YamlValue.Find(root, "payload") is { } payload ? YamlValue.Text(payload) : null;

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
        if (YamlValue.Find(root, "expect") is not YamlSequenceNode expectations)
            return new ExpectationReport([], ["has no list `expect`"], yaml);
        var (checks, faults, updates) = (ImmutableArray.CreateBuilder<ExpectationCheck>(), ImmutableArray.CreateBuilder<string>(), new TextUpdates(yaml));
        var users = YamlValue.Find(root, "users") is { } written ? YamlValue.Of(written) : Value.Object.Empty;
        var reader = new ExpectationReader(source, users, updates, steps);
        foreach (var node in expectations)
        {
            try
            {
                checks.AddRange(reader.Check(node));
            }
            catch (FormatException e)
            {
                faults.Add($"{PlaceOf(node)}: {e.Message}");
            }
        }
        return new ExpectationReport(checks.DrainToImmutable(), faults.DrainToImmutable(), updates.Apply()) { UpdateFault = updates.Fault };
    }

    internal static LineColumn PlaceOf(YamlNode node) => new((int)node.Start.Line, (int)node.Start.Column);

    private static (YamlNode? Root, string Fault) Load(string yaml)
    {
        try
        {
            if (YamlBounds.Fault(yaml) is { } fault)
                return (null, fault);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [var document, ..] ? (document.RootNode, "") : (null, "is empty");
        }
        catch (YamlException e)
        {
            return (null, $"{e.Start.Line}:{e.Start.Column}: not YAML: {e.Message.TrimEnd('.')}");
        }
    }
}
