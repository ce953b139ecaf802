namespace GrowthBook;

/// <summary>The contextual bandits of a payload by their references, while it is read. A malformed leaf is left out.</summary>
internal sealed class BanditReader(ModelPool pool)
{
    /// <summary>
    /// The number of variations, of all rules and leaves together, up to which each rule is compiled for each leaf. Beyond, the
    /// product of rules and leaves would be memory.
    /// </summary>
    private const int MaxPrepared = 20_000;

    private static readonly MemberNames Names = new("banditVersion", "contexts");

    private static readonly MemberNames LeafNames = new("leafId", "condition", "weights");

    private readonly Dictionary<string, Bandit> _bandits = new(KeyedTexts.Comparer);

    /// <summary>The references of malformed bandits.</summary>
    private readonly HashSet<string> _leftOut = new(KeyedTexts.Comparer);

    private long _prepared;
    private bool _isComplete;

    /// <summary>Whether a rule named a bandit that had been read.</summary>
    public bool HasFound { get; private set; }

    /// <summary>Whether a rule named a bandit that had not been read.</summary>
    public bool HasMissed { get; private set; }

    /// <summary>The bandit of a reference; <c>null</c> where none has been read.</summary>
    public Bandit? Find(string reference)
    {
        var isFound = _bandits.TryGetValue(reference, out var bandit);
        HasFound |= isFound;
        HasMissed |= !isFound;
        return bandit;
    }

    /// <summary>Whether the payload has no bandit of a reference, not even a malformed one. <c>false</c> until all of the payload is read.</summary>
    public bool IsUnknown(string reference) => _isComplete && !_bandits.ContainsKey(reference) && !_leftOut.Contains(reference);

    /// <summary>Says that all of the payload is read. Rules that are read from now on are the only ones.</summary>
    /// <param name="isUnread">Whether a part with bandits could not be read, so that no reference is unknown.</param>
    public void Complete(bool isUnread)
    {
        _isComplete = !isUnread;
        _prepared = 0;
    }

    /// <summary>The bandit of a rule for its experiment.</summary>
    public CompiledBandit Compile(Experiment experiment, Bandit bandit)
    {
        var variations = (long)bandit.Leaves.Length * Math.Max(1, experiment.Variations.Length);
        var isPrepared = _prepared + variations <= MaxPrepared;
        _prepared += isPrepared ? variations : 0;
        return new CompiledBandit(experiment, bandit, isPrepared);
    }

    public void Read(Value.Object source, Faults faults)
    {
        foreach (var member in source)
        {
            faults.Position.Enter(member.Key);
            if (member.Value is Value.Object bandit)
                _bandits[member.Key] = ReadBandit(bandit, faults);
            else
                LeaveOut(member.Key, faults);
            faults.Position.Leave();
        }
    }

    private void LeaveOut(string reference, Faults faults)
    {
        _leftOut.Add(reference);
        faults.Error("not a contextual bandit object; it is left out");
    }

    private Bandit ReadBandit(Value.Object source, Faults faults)
    {
        var members = new Members(source, faults);
        members.Expect(Names);
        var version = members.Integer("banditVersion");
        var leaves = members.Objects("contexts", new LeafReader(pool), static (leaf, faults, reader) => reader.Read(leaf, faults));
        return new Bandit(version, leaves.IsDefault ? [] : leaves);
    }

    /// <summary>Reads the leaves of one bandit.</summary>
    private sealed class LeafReader(ModelPool pool)
    {
        private readonly HashSet<ulong> _ids = new(KeyedHash.Integers);

        public Bandit.Leaf? Read(Value.Object source, Faults faults)
        {
            var members = new Members(source, faults);
            members.Expect(LeafNames);
            var id = members.Integer("leafId");
            if (id is null)
                members.Missing("leafId");
            var condition = members.ConditionTests("condition", pool.Symbols) ?? ConditionNode.Always;
            var weights = members.Weights("weights", pool);
            Shares.CheckWeights(weights, "weights", faults);
            if (members.IsMalformed)
                return null;
            if (!_ids.Add((uint)id!.Value))
                faults.WarningAt("leafId", "an earlier leaf has the same id; exposures do not tell their users apart");
            return new Bandit.Leaf(id.Value, condition, weights);
        }
    }
}
