using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Compares the attributes of one user, and members of them, with the names and paths that are read.</summary>
/// <param name="context">The user's context.</param>
/// <param name="identifiers">The attributes by which experiments choose a variation, whose related names have a line of their own.</param>
/// <param name="lines">Logs the names.</param>
internal sealed class MisnamedMembers(Context context, ImmutableArray<string> identifiers, MisnamedLines lines)
{
    /// <summary>The most attributes of a user that are looked at, and the most members within them.</summary>
    private const int MostNames = 500, MostMembers = 500;

    private int _membersLeft = MostMembers;

    /// <summary>Compares all of them, as overrides leave them.</summary>
    public void Compare(ReadMembers read)
    {
        var attributes = context.EffectiveAttributes().Members;
        foreach (var given in context.Attributes.Keys.Take(MostNames))
            Compare(attributes, given, read, "");
    }

    private void Compare(Value.Object owner, string given, ReadMembers read, string path)
    {
        foreach (var (expected, likeness) in read.Names.Of(given))
        {
            if (!owner.ContainsKey(expected) && !(path.Length == 0 && IsIdentifier(expected, given)) && !(likeness != NameLikeness.Form && read.Names.IsOtherWord(expected, given)))
                lines.Similar(path + expected, path + given, likeness);
        }
        foreach (var expected in read.PathsLike(given))
        {
            if (!Has(owner, expected) && !IsOfMissingObject(owner, expected, given))
                lines.Flat(path + expected, path + given);
        }
        if (read.Within(given) is not { } inner || owner[given] is not Value.Object members)
            return;
        foreach (var name in members.Keys)
        {
            if (_membersLeft-- <= 0)
                return;
            Compare(members, name, inner, $"{path}{given}.");
        }
    }

    /// <summary>Whether <see cref="PayloadExperimentUsers"/> or <see cref="CodeExperimentUsers"/> logs the name.</summary>
    private bool IsIdentifier(string expected, string given) =>
        RelatedName.Is(given, expected) && identifiers.Contains(expected) && !identifiers.Any(name => context.Attributes[name].IsTruthy);

    /// <summary>Whether the name is the path, of which <see cref="MisnamedLines.Similar"/> names the object.</summary>
    private static bool IsOfMissingObject(Value.Object owner, string expected, string given) => given == expected && !owner.ContainsKey(expected[..expected.IndexOf('.')]);

    /// <summary>Whether an object has the members of a path. Members of elements are not looked at.</summary>
    private static bool Has(Value.Object owner, string path)
    {
        Value value = owner;
        foreach (var step in path.Split('.'))
        {
            if (value is Value.Array)
                return true;
            if (value is not Value.Object members || !members.ContainsKey(step))
                return false;
            value = members[step];
        }
        return true;
    }
}
