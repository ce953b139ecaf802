namespace GrowthBook;

/// <summary>The contextual bandits of a payload by their references, as far as they have been read.</summary>
internal sealed class Bandits
{
    private readonly Dictionary<string, Bandit> _bandits = new(StringComparer.Ordinal);

    /// <summary>Whether a rule asked for a bandit that was not there, or not yet.</summary>
    public bool HasMissed { get; private set; }

    public Bandit? Find(string reference)
    {
        if (_bandits.TryGetValue(reference, out var bandit))
            return bandit;
        HasMissed = true;
        return null;
    }

    public static Bandits Read(Value.Object source, PayloadErrors errors)
    {
        var bandits = new Bandits();
        foreach (var member in source)
        {
            errors.Enter(member.Key);
            if (member.Value is Value.Object bandit)
                bandits._bandits[member.Key] = Bandit.Read(bandit, errors);
            else
                errors.Error("not a contextual bandit object; it is left out");
            errors.Leave();
        }
        return bandits;
    }
}
