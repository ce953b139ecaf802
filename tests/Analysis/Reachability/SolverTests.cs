using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using GrowthBook.Analysis.Tests.Generators;

namespace GrowthBook.Analysis.Tests.Reachability;

/// <summary>The SMT solver z3 as an oracle: it has none of the library's code.</summary>
public sealed class SolverTests
{
    private const int Conditions = 400;

    [SkippableFact]
    public async Task Z3_agrees_with_every_verdict_on_generated_conditions()
    {
        var conditions = new RandomConditions(new Random(4));
        var generated = Enumerable.Range(0, Conditions).Select(_ => conditions.Condition()).ToArray();
        var script = new StringBuilder(SmtLib.Prelude).Append(SmtLib.Declare(RandomConditions.Attributes)).Append(SmtLib.Facts(RandomConditions.Scalars));
        foreach (var condition in generated)
        {
            script.Append("(push)(assert ").Append(SmtLib.Of(condition)).Append(")(check-sat)(pop)\n");
            script.Append("(push)(assert (not ").Append(SmtLib.Of(condition)).Append("))(check-sat)(pop)\n");
        }
        var answers = await SolveAsync(script.ToString());
        Skip.If(answers is null, "z3 is not installed");
        Assert.Equal(2 * Conditions, answers!.Length);

        var proved = 0;
        for (var i = 0; i < generated.Length; i++)
        {
            var verdict = Analysis.Reachability.Of(Sources.OfRules($$"""{"condition":{{generated[i]}},"force":true}""")).Single();
            var (isNever, isAlways) = (answers[2 * i] == "unsat", answers[(2 * i) + 1] == "unsat");
            Assert.True(isNever == verdict.Reach is RuleReach.Never, $"{generated[i]}: {verdict.Reach}, z3: {answers[2 * i]}");
            Assert.True(isAlways == verdict.Reach is RuleReach.Always, $"{generated[i]}: {verdict.Reach}, z3 of its opposite: {answers[(2 * i) + 1]}");
            proved += isNever || isAlways ? 1 : 0;
        }
        Assert.True(proved > 20, $"{proved} verdicts");
    }

    /// <summary>The answers of z3, one a line; <c>null</c> without z3.</summary>
    private static async Task<string[]?> SolveAsync(string script)
    {
        try
        {
            using var solver = Process.Start(new ProcessStartInfo("z3", "-in -t:20000") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            var answers = solver.StandardOutput.ReadToEndAsync();
            await solver.StandardInput.WriteAsync(script);
            solver.StandardInput.Close();
            return (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
