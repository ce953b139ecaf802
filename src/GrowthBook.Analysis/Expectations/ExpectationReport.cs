using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;

namespace GrowthBook.Analysis;

/// <summary>The checks of a file of expectations.</summary>
/// <param name="Checks">The checks, in the order of the file.</param>
/// <param name="Faults">Why the file, or a part of it, is no list of expectations; empty for a well-formed file.</param>
/// <param name="Updated">The text of the file with the present answers in place of the expected ones; without changes if there is an <see cref="UpdateFault"/>.</param>
public sealed record ExpectationReport(ImmutableArray<ExpectationCheck> Checks, ImmutableArray<string> Faults, string Updated)
{
    /// <summary>
    /// Why the text is not updated, with the place: the answers have more than 20,000,000 UTF-16 code units, one would replace an anchor, or the text would
    /// be no YAML. Default: <c>null</c>, it is updated.
    /// </summary>
    public string? UpdateFault { get; init; }

    /// <summary>
    /// The unquoted scalars that YAML reads as another value than they look like, such as <c>5.10</c> and <c>no</c>, the attributes of nearly a name that an evaluation reads,
    /// and the cases whose answers depend on whether the application has sticky buckets, which the file does not say, each after its place. Their checks are of an application
    /// without. Default: none.
    /// </summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The version of the JSON form.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Whether all expectations hold.</summary>
    public bool Holds => Faults.IsEmpty && Checks.All(check => check.Failures.IsEmpty);

    /// <summary>The checks as JSON: <c>{"kind":"expect","schemaVersion":1,"faults":[…],"warnings":[…],"checks":[{"subject","name","line","column","failures":[…],"reason"}]}</c>.</summary>
    public Value.Object ToJson() => new()
    {
        ["kind"] = "expect",
        ["schemaVersion"] = SchemaVersion,
        ["faults"] = new Value.Array(Faults.Select(fault => (Value)fault).ToArray()),
        ["warnings"] = new Value.Array(Warnings.Select(warning => (Value)warning).ToArray()),
        ["checks"] = new Value.Array(Checks.Select(check => (Value)new Value.Object
        {
            ["subject"] = check.Subject,
            ["name"] = check.Name,
            ["line"] = check.Place.Line,
            ["column"] = check.Place.Column,
            ["failures"] = new Value.Array(check.Failures.Select(failure => (Value)failure).ToArray()),
            ["reason"] = check.Reason,
        }).ToArray()),
    };

    /// <summary>The checks as JUnit XML.</summary>
    /// <param name="suite">The name of the suite, such as the file.</param>
    public string ToJUnit(string suite)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true, CheckCharacters = false }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Plain(suite));
            xml.WriteAttributeString("tests", Checks.Length.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("failures", Checks.Count(check => !check.Failures.IsEmpty).ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("errors", Faults.Length.ToString(CultureInfo.InvariantCulture));
            foreach (var check in Checks)
                WriteCase(xml, check.Subject, check.Name, "failure", [.. check.ExplainedFailures]);
            foreach (var fault in Faults)
                WriteCase(xml, suite, fault, "error", [fault]);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return text.Append('\n').ToString();
    }

    private static void WriteCase(XmlWriter xml, string subject, string name, string kind, ImmutableArray<string> failures)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Plain(subject));
        xml.WriteAttributeString("name", Plain(name));
        if (!failures.IsEmpty)
        {
            xml.WriteStartElement(kind);
            xml.WriteAttributeString("message", Plain(string.Join("; ", failures)));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    /// <summary>The text as the other outputs show it, without the characters that XML does not have.</summary>
    private static string Plain(string text) =>
        string.Concat(Printable.Of(text).EnumerateRunes().Select(rune => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune));
}
