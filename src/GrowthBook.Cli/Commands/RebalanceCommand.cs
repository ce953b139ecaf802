using System.Collections.Immutable;
using System.CommandLine;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb rebalance</c>: ranges of buckets for other weights that move the fewest users.</summary>
internal static class RebalanceCommand
{
    private static readonly string[] Header = ["variation", "weight", "range"];

    public static Command Create(Terminal terminal)
    {
        var payload = PayloadOptions.WithArgument();
        var experiment = ExperimentOption.Required();
        var rule = ExperimentOption.Rule();
        var weights = new Option<string>("--weights") { Description = "The wanted weight of each variation, such as 0.5,0.25,0.25.", HelpName = "WEIGHTS", Required = true };
        var form = new ResultOptions();
        var command = new Command("rebalance", "Finds ranges of buckets that give an experiment other weights and move the fewest users.") { experiment, rule, weights };
        payload.AddTo(command);
        form.AddTo(command);
        command.Validate(result =>
        {
            if (result.GetResult(weights) is { Tokens: [{ Value: var text }] } && Parse(text).IsDefault)
                result.AddError("--weights needs numbers with commas between them, such as 0.5,0.25,0.25");
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)(from written in payload.ReadWritten(parsed, new Inputs(terminal, cancellation), terminal)
                        from rebalance in Of(written, parsed.GetValue(experiment)!, parsed.GetValue(rule), Parse(parsed.GetValue(weights)!))
                        select rebalance.ToValue().With("payload", written.Hash)).Match(
                result => form.Of(parsed).Print(result, ExitCode.Ok, terminal, () => Print(result, terminal)),
                terminal.Fail),
            CancellationToken.None));
        return command;
    }

    private static Outcome<Rebalance> Of(WrittenPayload payload, string key, string? rule, ImmutableArray<double> weights)
    {
        var (rebalance, error) = Rebalance.Of(payload, key, weights, rule);
        return rebalance is null ? UnknownExperiment.Of(key, rule, payload, error) : rebalance;
    }

    /// <summary>The numbers of a text; <c>default</c> for another text.</summary>
    private static ImmutableArray<double> Parse(string text)
    {
        var weights = ImmutableArray.CreateBuilder<double>();
        foreach (var part in text.Split(','))
        {
            if (DecimalNumber.Parse(part.Trim()) is not { } weight)
                return default;
            weights.Add(weight);
        }
        return weights.ToImmutable();
    }

    private static void Print(Value.Object result, Terminal terminal)
    {
        Columns.Print(terminal, [Header, .. RebalanceSummary.Rows(result).Select(row => (string[])[row.Variation, row.Weight, row.Range])]);
        terminal.Print("");
        terminal.Print(RebalanceSummary.Members(result).ToString());
        terminal.Print("");
        if (RebalanceSummary.Remark(result) is { } remark)
            terminal.Print(remark);
        terminal.Print(RebalanceSummary.Of(result).Text);
    }
}
