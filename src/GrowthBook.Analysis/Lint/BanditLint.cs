namespace GrowthBook.Analysis;

/// <summary>GB405, and GB201, GB203, GB204 and GB207 of leaves: contextual bandits that no rule uses, and leaves that no user reaches.</summary>
internal static class BanditLint
{
    /// <summary>The steps of the proofs of all bandits. Each bandit gets an equal share of those that the bandits before it left.</summary>
    private const int MaxSteps = 1_500_000;

    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var (formulas, work) = (new FormulaReader(source), new WorkLimit(MaxSteps));
        BanditSource[] bandits = [.. source.Bandits];
        var left = bandits.Count(bandit => bandit.IsUsed);
        var isUnread = source.IsUnread("features");
        foreach (var bandit in bandits)
        {
            if (bandit.IsUsed)
            {
                foreach (var finding in Leaves(bandit, formulas, source.Payload, work.Share(left--)))
                    yield return finding;
            }
            else if (!isUnread)
            {
                yield return Finding.At(bandit.Node, LintCodes.UnusedBandit, $"no rule uses the contextual bandit `{Finding.Name(bandit.Reference)}`");
            }
        }
    }

    private static IEnumerable<Finding> Leaves(BanditSource bandit, FormulaReader formulas, Payload payload, WorkLimit work)
    {
        var (proofs, before) = (new UserProofs(payload, work), new List<(Leaf Leaf, Formula Users)>());
        foreach (var (node, compiled) in bandit.Leaves)
        {
            var condition = ConditionReader.ReadMember(node);
            var (leaf, users) = (new Leaf(EcmaNumber.ToText(compiled.Id), ConditionSource.IsForAllUsers(condition)), formulas.Read(condition));
            if (proofs.OfNoUser(users) is { } never)
                yield return At(LintCodes.Never, $"no user meets its condition{ReachLint.Except(never)}");
            else if (proofs.OfShadow(users, before) is var (by, exceptLists))
                yield return At(by.Any(each => each.IsForAllUsers) ? LintCodes.Unreachable : LintCodes.Shadowed, $"{UserProofs.Reason("leaf", by)}{ReachLint.Except(exceptLists)}");
            if (work.IsSpent)
            {
                yield return At(LintCodes.NotProved, "this leaf and those after it are not checked, or only in part");
                yield break;
            }
            before.Add((leaf, users));

            Finding At(LintCode code, string reason) =>
                Finding.At(node, code, $"leaf {leaf} of the contextual bandit `{Finding.Name(bandit.Reference)}`: {reason}");
        }
    }

    private sealed record Leaf(string Id, bool IsForAllUsers)
    {
        public override string ToString() => Id;
    }
}
