namespace GrowthBook.Analysis;

/// <summary>GB405, and GB201, GB203 and GB204 of leaves: contextual bandits that no rule uses, and leaves that no user reaches.</summary>
internal static class BanditLint
{
    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var used = source.Features.SelectMany(feature => feature.Rules).Where(rule => rule.Experiment is not null)
            .Select(rule => rule.Node["contextualBanditRef"]?.Value.AsString()).ToHashSet(StringComparer.Ordinal);
        var (formulas, proofs) = (new FormulaReader(source), new UserProofs(source.Payload, new WorkLimit(Reachability.MaxSteps)));
        return source.Bandits.SelectMany(bandit => used.Contains(bandit.Reference)
            ? Leaves(bandit, formulas, proofs)
            : [Finding.At(bandit.Node, LintCodes.UnusedBandit, $"no rule uses the contextual bandit `{Finding.Name(bandit.Reference)}`")]);
    }

    private static IEnumerable<Finding> Leaves(BanditSource bandit, FormulaReader formulas, UserProofs proofs)
    {
        var before = new List<(Leaf Leaf, Formula Users)>();
        foreach (var leaf in bandit.Leaves)
        {
            var condition = ConditionReader.ReadMember(leaf);
            var (read, users) = (new Leaf(Finding.Text(leaf["leafId"]!.Value), ConditionSource.IsForAllUsers(condition)), formulas.Read(condition));
            if (proofs.OfNoUser(users) is { } never)
                yield return At(LintCodes.Never, "no user meets its condition", never);
            else if (proofs.OfShadow(users, before) is var (by, exceptLists))
                yield return At(by.Any(each => each.IsForAllUsers) ? LintCodes.Unreachable : LintCodes.Shadowed, UserProofs.Reason("leaf", by), exceptLists);
            before.Add((read, users));

            Finding At(LintCode code, string reason, bool exceptLists) =>
                Finding.At(leaf, code, $"leaf {read} of the contextual bandit `{Finding.Name(bandit.Reference)}`: {reason}{ReachLint.Except(exceptLists)}");
        }
    }

    private sealed record Leaf(string Id, bool IsForAllUsers)
    {
        public override string ToString() => Id;
    }
}
