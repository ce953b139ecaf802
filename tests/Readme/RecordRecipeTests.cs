using System.Diagnostics;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests;

/// <summary>The programs of docs/migrating.md that write records in other languages, with a stub of the SDK, write a line that replays.</summary>
public sealed class RecordRecipeTests
{
    private static readonly Payload Payload = Payload.Parse("""{"features":{"dark-mode":{"rules":[{"id":"fr_1","condition":{"plan":"pro"},"force":true}]}}}""").Value;

    [SkippableFact]
    public void The_program_of_Python_writes_a_record_that_replays() => Replays(Run(
        "python3",
        """
        import json
        class Result:
            def to_dict(self): return {"value": True, "source": "force", "on": True, "off": False, "ruleId": "fr_1"}
        class Sdk:
            def eval_feature(self, key): return Result()
        gb, key, attributes = Sdk(), "dark-mode", {"plan": "pro"}

        """,
        "python", "eval_feature", "-c"));

    /// <summary>Of `to_dict` the members that it has in Python's SDK 2.2.1, with its coverage of 1 in the place of 0.</summary>
    [SkippableTheory]
    [InlineData("", true)]
    [InlineData("experiment.coverage = 0", false)]
    [InlineData("experiment.status = 'stopped'", false)]
    [InlineData("experiment.url = '^/shop'", true)]
    [InlineData("experiment.url = '^/cart'", false)]
    public void The_program_of_Python_writes_an_experiment_that_replays(string change, bool isIn)
    {
        var line = Run(
            "python3",
            $$"""
            import json
            class Experiment:
                status, coverage, url = "running", None, None
                def to_dict(self): return {"key": "layout", "variations": ["old", "new"], "weights": [0, 1], "active": True, "coverage": self.coverage or 1, "condition": None, "hashVersion": 1}
            class Result:
                def to_dict(self): return {"value": {{(isIn ? "'new'" : "'old'")}}, "inExperiment": {{isIn}}}
            class Sdk:
                def run(self, experiment): return Result()
            gb, experiment, attributes, url = Sdk(), Experiment(), {"id": "u-1"}, "https://x.example/shop/1"
            {{change}}

            """,
            "python", "gb.run", "-c");
        var ((record, _), errors) = EvaluationRecord.Parse(line, Payload.Empty);
        Assert.Empty(errors);
        Assert.Empty(record!.Replay());
    }

    [SkippableFact]
    public void The_program_of_JavaScript_writes_a_record_that_replays() => Replays(Run(
        "node",
        """
        const gb = { evalFeature: () => ({ value: true, on: true, off: false, source: "force", ruleId: "fr_1" }) };
        const key = "dark-mode", attributes = { plan: "pro" };

        """,
        "js", "evalFeature", "-e"));

    private static void Replays(string line)
    {
        var ((record, _), errors) = EvaluationRecord.Parse(line, Payload);
        Assert.Empty(errors);
        Assert.Equal((true, "pro"), (record!.Recorded!.Result["value"].AsBoolean(), record.Context.Attributes["plan"].AsString()));
        Assert.Empty(record.Replay());
        Assert.NotEmpty((record with { Context = record.Context with { Attributes = Attributes.Empty } }).Replay());
    }

    private static string Run(string program, string stub, string language, string call, string option)
    {
        var block = Assert.Single(Pages.Blocks, block => block.Language == language && block.Text.Contains(call, StringComparison.Ordinal));
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, [option, stub + block.Text]) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SkipException($"needs {program}");
        }
        using (process)
        {
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return output.TrimEnd();
        }
    }
}
