using System.Collections.Immutable;
using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GrowthBook.Cli;

/// <summary>An explanation as a tree: features, their rules, the steps of the rules and the parts of the steps.</summary>
internal static class TraceTree
{
    public static IRenderable Of(Explanation explanation) =>
        new Rows(explanation.Apart.Insert(0, explanation.Trace).Select(Of));

    private static Tree Of(FeatureTrace feature)
    {
        var tree = new Tree(Label(feature)) { Style = new Style(Color.Grey) };
        Add(tree, feature.Rules);
        return tree;
    }

    private static void Add(IHasTreeNodes parent, ImmutableArray<RuleTrace> rules)
    {
        foreach (var rule in rules)
            Add(parent.AddNode(Label(rule)), rule.Steps);
    }

    private static void Add(TreeNode parent, ImmutableArray<TraceStep> steps)
    {
        foreach (var step in steps)
        {
            var node = parent.AddNode(Label(step));
            if (step is TraceStep.Prerequisite { Trace: { } prerequisite })
                Add(node.AddNode(Label(prerequisite)), prerequisite.Rules);
            Add(node, step.Steps);
        }
    }

    private static Markup Label(FeatureTrace feature) => Styled.Of($"[bold]{feature}[/]");

    private static Markup Label(RuleTrace rule) => rule.Outcome switch
    {
        RuleOutcome.Answered => Styled.Of($"[green]{rule}[/]"),
        RuleOutcome.Skipped or RuleOutcome.NotReached => Styled.Of($"[grey]{rule}[/]"),
        RuleOutcome.Ended => Styled.Of($"[red]{rule}[/]"),
        _ => throw new UnreachableException(),
    };

    private static Markup Label(TraceStep step)
    {
        var text = step.ToString();
        return step.Passed ? Styled.Of($"[green]{text[0]}[/]{text[1..]}") : Styled.Of($"[red]{text[0]}[/]{text[1..]}");
    }
}
