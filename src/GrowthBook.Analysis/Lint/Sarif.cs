using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GrowthBook.Analysis;

/// <summary>Findings in SARIF 2.1.0, as code scanning takes them.</summary>
public static class Sarif
{
    /// <summary>The number of results that code scanning takes; further findings are left out.</summary>
    public const int MaxResults = 5000;

    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes findings as one run. Equal findings give equal bytes.</summary>
    /// <param name="report">The findings.</param>
    /// <param name="file">The path of the payload, relative to the root of the repository, with <c>/</c>.</param>
    /// <param name="version">The version of the program.</param>
    public static byte[] Write(LintReport report, string file, string version)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, version);
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (var finding in report.Findings.Take(MaxResults))
                WriteResult(json, finding, file);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private static void WriteTool(Utf8JsonWriter json, string version)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "gb lint");
        json.WriteString("version", version);
        json.WriteString("informationUri", "https://github.com/growthbook-pure/growthbook-dotnet/blob/main/docs/lint.md");
        json.WriteStartArray("rules");
        foreach (var code in LintCodes.All)
            WriteRule(json, code);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, LintCode code)
    {
        json.WriteStartObject();
        json.WriteString("id", code.Code);
        json.WriteString("name", code.Name);
        WriteText(json, "shortDescription", code.Summary);
        WriteText(json, "fullDescription", $"{code.Summary}. Mend: {code.Mend}.");
        json.WriteString("helpUri", code.Page);
        json.WriteStartObject("help");
        json.WriteString("text", $"{code.Summary}. Mend: {code.Mend}.");
        json.WriteString("markdown", LintPages.Of(code));
        json.WriteEndObject();
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", code.Level.ToName());
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteStartArray("tags");
        json.WriteStringValue(LintPages.GroupOf(code));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Finding finding, string file)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code.Code);
        json.WriteNumber("ruleIndex", LintCodes.All.IndexOf(finding.Code));
        json.WriteString("level", finding.Code.Level.ToName());
        WriteText(json, "message", $"{finding.Message}; {finding.Code.Mend}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri(file));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", finding.Place.Line);
        json.WriteNumber("startColumn", finding.Place.Column);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("codeAndPath/v1", Fingerprint(finding));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    /// <summary>A hash of the code and the path: reformatting the payload changes nothing.</summary>
    private static string Fingerprint(Finding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Code.Code} {finding.Path}")))[..32];

    private static string Uri(string file) => string.Join('/', file.Split('/', '\\').Select(System.Uri.EscapeDataString));
}
