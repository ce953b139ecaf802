using System.Text;
using System.Text.Json;
using Json.Schema;

namespace GrowthBook.Analysis.Tests.Lint;

public sealed class SarifTests
{
    /// <summary>The parts of the schema of SARIF 2.1.0 that the findings use, and the limits of code scanning.</summary>
    private const string Schema = """
        {
          "type": "object", "additionalProperties": false, "required": ["version", "runs"],
          "properties": {
            "$schema": { "type": "string", "format": "uri" },
            "version": { "enum": ["2.1.0"] },
            "runs": { "type": "array", "minItems": 1, "maxItems": 1, "items": { "$ref": "#/$defs/run" } }
          },
          "$defs": {
            "run": {
              "type": "object", "additionalProperties": false, "required": ["tool", "results"],
              "properties": {
                "tool": { "type": "object", "additionalProperties": false, "required": ["driver"], "properties": { "driver": { "$ref": "#/$defs/driver" } } },
                "columnKind": { "enum": ["utf16CodeUnits", "unicodeCodePoints"] },
                "results": { "type": "array", "maxItems": 5000, "items": { "$ref": "#/$defs/result" } }
              }
            },
            "driver": {
              "type": "object", "additionalProperties": false, "required": ["name", "rules"],
              "properties": {
                "name": { "type": "string" }, "version": { "type": "string" }, "informationUri": { "type": "string", "format": "uri" },
                "rules": { "type": "array", "uniqueItems": true, "items": { "$ref": "#/$defs/rule" } }
              }
            },
            "rule": {
              "type": "object", "additionalProperties": false,
              "required": ["id", "name", "shortDescription", "fullDescription", "helpUri", "help", "defaultConfiguration", "properties"],
              "properties": {
                "id": { "type": "string", "maxLength": 255 }, "name": { "type": "string", "maxLength": 255 },
                "shortDescription": { "$ref": "#/$defs/message" }, "fullDescription": { "$ref": "#/$defs/message" },
                "helpUri": { "type": "string", "format": "uri" },
                "help": {
                  "type": "object", "additionalProperties": false, "required": ["text", "markdown"],
                  "properties": { "text": { "type": "string", "minLength": 1 }, "markdown": { "type": "string", "minLength": 1 } }
                },
                "defaultConfiguration": {
                  "type": "object", "additionalProperties": false, "properties": { "level": { "enum": ["none", "note", "warning", "error"] } }
                },
                "properties": { "type": "object", "properties": { "tags": { "type": "array", "uniqueItems": true, "items": { "type": "string" } } } }
              }
            },
            "result": {
              "type": "object", "additionalProperties": false, "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
              "properties": {
                "ruleId": { "type": "string" }, "ruleIndex": { "type": "integer", "minimum": 0 },
                "level": { "enum": ["none", "note", "warning", "error"] },
                "message": { "$ref": "#/$defs/message" },
                "locations": { "type": "array", "minItems": 1, "maxItems": 10, "items": { "$ref": "#/$defs/location" } },
                "partialFingerprints": { "type": "object", "minProperties": 1, "additionalProperties": { "type": "string" } }
              }
            },
            "location": {
              "type": "object", "additionalProperties": false, "required": ["physicalLocation"],
              "properties": {
                "physicalLocation": {
                  "type": "object", "additionalProperties": false, "required": ["artifactLocation", "region"],
                  "properties": {
                    "artifactLocation": { "type": "object", "additionalProperties": false, "properties": { "uri": { "type": "string", "pattern": "^[^/\\\\ ]" } } },
                    "region": {
                      "type": "object", "additionalProperties": false, "required": ["startLine", "startColumn"],
                      "properties": { "startLine": { "type": "integer", "minimum": 1 }, "startColumn": { "type": "integer", "minimum": 1 } }
                    }
                  }
                }
              }
            },
            "message": { "type": "object", "additionalProperties": false, "required": ["text"], "properties": { "text": { "type": "string", "minLength": 1, "maxLength": 1024 } } }
          }
        }
        """;

    private const string Payload = """{"features":{"f":{"defaultValue":false,"rules":[{"force":true},{"id":"late","force":"yes"}]}}}""";

    [Fact]
    public void The_text_fits_the_schema_of_SARIF()
    {
        var schema = JsonSchema.FromText(Schema, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
        using var sarif = Write(Payload);
        var results = schema.Evaluate(sarif.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(results.IsValid, string.Join('\n', (results.Details ?? []).Where(detail => detail.Errors is not null).Select(detail => $"{detail.InstanceLocation}: {detail.Errors!.First().Value}")));
    }

    [Fact]
    public void Results_name_their_rule_and_place()
    {
        using var sarif = Write(Payload);
        var run = sarif.RootElement.GetProperty("runs")[0];
        var result = run.GetProperty("results")[0];
        var rule = run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()];
        Assert.Equal((result.GetProperty("ruleId").GetString(), "reach"), (rule.GetProperty("id").GetString(), rule.GetProperty("properties").GetProperty("tags")[0].GetString()));
        var location = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("flags/my%20payload.json", location.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal((1, 64), (location.GetProperty("region").GetProperty("startLine").GetInt32(), location.GetProperty("region").GetProperty("startColumn").GetInt32()));
    }

    [Fact]
    public void Fingerprints_survive_reformatting_and_bytes_are_the_same_each_time()
    {
        Assert.Equal(Fingerprints(Payload), Fingerprints(Payload.Replace(",", ",\n  ", StringComparison.Ordinal)));
        Assert.Equal(Bytes(Payload), Bytes(Payload));
        Assert.Equal(2, Fingerprints(Payload).Distinct().Count());
    }

    [Fact]
    public void No_more_results_are_written_than_code_scanning_takes()
    {
        var finding = Analysis.Lint.Of(Sources.Of(Payload)).Findings[0];
        var report = new LintReport([.. Enumerable.Range(0, Sarif.MaxResults + 1).Select(i => finding with { Path = $"$[{i}]" })]);
        using var sarif = JsonDocument.Parse(Sarif.Write(report, "p.json", "1"));
        Assert.Equal(Sarif.MaxResults, sarif.RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
    }

    private static string[] Fingerprints(string payload)
    {
        using var sarif = Write(payload);
        return [.. sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Select(result => result.GetProperty("partialFingerprints").GetProperty("codeAndPath/v1").GetString()!)];
    }

    private static JsonDocument Write(string payload) => JsonDocument.Parse(Bytes(payload));

    private static byte[] Bytes(string payload) =>
        Sarif.Write(Analysis.Lint.Of(PayloadSource.Read(Encoding.UTF8.GetBytes(payload))), "flags/my payload.json", "1.0");
}
