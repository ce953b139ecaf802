using System.Collections.Immutable;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GrowthBook.Cli;

/// <summary>The outline of a trace as a tree: features, their rules, their steps.</summary>
internal static class TraceTree
{
    public static IRenderable Of(ImmutableArray<TraceOutline.Feature> features)
    {
        var trees = features.Select(feature =>
        {
            var tree = new Tree(Label(feature)) { Style = new Style(Color.Grey) };
            Add(tree, feature);
            return (IRenderable)tree;
        });
        return new Rows(trees);
    }

    private static void Add(IHasTreeNodes parent, TraceOutline.Feature feature)
    {
        foreach (var rule in feature.Rules)
        {
            var node = parent.AddNode(Label(rule.Trace));
            foreach (var step in rule.Steps)
                Add(node, step);
            if (rule.Ending is { } ending)
                Add(node.AddNode(Label(ending)), ending);
        }
    }

    private static void Add(TreeNode parent, TraceOutline.Step step)
    {
        var node = parent.AddNode(Label(step.Trace));
        if (step.Prerequisite is { } prerequisite)
            Add(node.AddNode(Label(prerequisite)), prerequisite);
        foreach (var part in step.Parts)
            Add(node, part);
    }

    private static Markup Label(TraceOutline.Feature feature)
    {
        var (key, result) = (feature.Trace.Key, feature.Trace.Result);
        return Styled.Of($"[bold]{key}[/] = {StepText.Short(result.Value)} [grey]{FeatureAnswer.SourceOf(result)}[/]");
    }

    private static Markup Label(RuleTrace rule)
    {
        var place = $"rules[{rule.Index}] {rule.Kind} {rule.Id}".TrimEnd();
        return rule.Outcome switch
        {
            RuleOutcome.Answered => Styled.Of($"[green]✓[/] {place} [green]answered[/]"),
            RuleOutcome.Skipped => Styled.Of($"[grey]–[/] {place} [grey]did not apply[/]"),
            RuleOutcome.Ended => Styled.Of($"[red]✗[/] {place} [red]ended the evaluation[/]"),
            RuleOutcome.NotReached => Styled.Of($"[grey]· {place} not reached[/]"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static Markup Label(TraceStep step)
    {
        var text = StepText.Of(step);
        return step.Passed
            ? Styled.Of($"[green]✓[/] {text}")
            : Styled.Of($"[red]✗[/] {text}");
    }
}
