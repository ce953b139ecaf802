using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using GrowthBook.Analysis.Tests.Generators;

namespace GrowthBook.Analysis.Tests.Reachability;

/// <summary>The SMT solver z3 as an oracle: it has none of the library's code.</summary>
public sealed class SolverTests
{
    private const int Conditions = 400;

    private const int RuleLists = 300;

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

    /// <summary>A user reaches a rule by meeting its condition, unless a rule before it surely answers.</summary>
    [SkippableFact]
    public async Task Z3_agrees_with_every_shadowed_rule_of_generated_lists()
    {
        var generator = new RandomRules(new Random(6));
        var script = new StringBuilder(SmtLib.Prelude).Append(SmtLib.Declare(RandomConditions.Attributes)).Append(SmtLib.Facts(RandomConditions.Scalars));
        var verdicts = new List<(string Rules, RuleVerdict Verdict)>();
        for (var i = 0; i < RuleLists; i++)
        {
            var rules = generator.Rules(4);
            var texts = rules.Select(rule => rule.ToJson()).ToArray();
            // The solver knows no buckets.
            foreach (var verdict in Analysis.Reachability.Of(Sources.OfRules(texts)).Where(each => each is not { Reach: RuleReach.Shadowed, IsByBuckets: true }))
            {
                verdicts.Add((string.Join('\n', texts), verdict));
                var before = rules.TakeWhile(rule => IdOf(rule) != verdict.Rule.Id).ToArray();
                Ask(rules[before.Length], before);
                Ask(rules[before.Length], before.Where(rule => verdict.By.Any(by => by.Id == IdOf(rule))));
            }
        }
        var answers = await SolveAsync(script.ToString());
        Skip.If(answers is null, "z3 is not installed");
        Assert.Equal(2 * verdicts.Count, answers!.Length);

        for (var i = 0; i < verdicts.Count; i++)
        {
            var (rules, verdict) = verdicts[i];
            Assert.True(answers[2 * i] == "unsat" == verdict.Reach is RuleReach.Shadowed or RuleReach.Never, $"{verdict}, z3: {answers[2 * i]}\n{rules}");
            Assert.True(verdict.Reach is not RuleReach.Shadowed || answers[(2 * i) + 1] == "unsat", $"{verdict}, z3 of the named rules: {answers[(2 * i) + 1]}\n{rules}");
        }
        Assert.True(verdicts.Count(each => each.Verdict.By.Length == 1) > 20, "too few rules are shadowed by one");
        Assert.True(verdicts.Count(each => each.Verdict.By.Length > 1) > 20, "too few rules are shadowed by several");
        Assert.True(verdicts.Count(each => each.Verdict.By.Any(rule => rule.Experiment is not null)) > 20, "too few rules are shadowed by experiments");

        void Ask(Value.Object rule, IEnumerable<Value.Object> before) => script
            .Append("(push)(assert ").Append(SmtLib.Of((Value.Object)rule["condition"])).Append(')')
            .AppendJoin("", before.Select(earlier => $"(assert (not {SmtLib.Answered(earlier)}))"))
            .Append("(check-sat)(pop)\n");
    }

    private static string IdOf(Value.Object rule) => ((Value.String)rule["id"]).Content;

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
