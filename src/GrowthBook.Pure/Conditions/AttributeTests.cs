using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>The paths of attributes that conditions test, with the kinds of values that the tests discern. Immutable.</summary>
internal sealed class AttributeTests
{
    /// <summary>The most attributes of a user, and the most paths, that are looked at.</summary>
    private const int MostNames = 500, MostPaths = 1000;

    /// <summary>The most steps of a path that is compared.</summary>
    private const int MostSteps = 16;

    private readonly ILookup<string, (AttributePath Path, DiscernedKinds Kinds)> _byName;

    private AttributeTests(Dictionary<string, DiscernedKinds> kinds) => _byName = kinds
        .Where(each => each.Value.Wanted != AttributeKinds.None && each.Value.Own != AttributeKinds.All)
        .Select(each => (Path: new AttributePath(each.Key), each.Value))
        .OrderBy(each => each.Path.Text, StringComparer.Ordinal)
        .ToLookup(each => each.Path.FirstStep, KeyedTexts.Comparer);

    /// <summary>The attributes of a user that are misfits, in the user's order and that of the paths.</summary>
    public ImmutableArray<AttributeMisfit> MisfitsOf(Value.Object attributes)
    {
        var misfits = ImmutableArray.CreateBuilder<AttributeMisfit>();
        var subject = Subject.User(attributes, null);
        var pathsLeft = MostPaths;
        for (var i = 0; i < attributes.Count && i < MostNames; i++)
        {
            foreach (var (path, kinds) in _byName[attributes.Names[i]])
            {
                if (--pathsLeft < 0)
                    return misfits.ToImmutable();
                if (path.Read(subject) is var value && kinds.IsMisfit(value))
                    misfits.Add(AttributeMisfit.Of(path.Text, value, kinds));
            }
        }
        return misfits.ToImmutable();
    }

    /// <summary>Collects tests.</summary>
    internal sealed class Builder
    {
        private readonly Dictionary<string, DiscernedKinds> _kinds = new(KeyedTexts.Comparer);

        /// <summary>Adds a test of the value at a path. The values on the way need members or elements.</summary>
        public void Add(in AttributePath path, DiscernedKinds kinds)
        {
            var text = path.Text;
            var end = text.IndexOf('.');
            for (var steps = 1; end >= 0 && steps <= MostSteps; steps++)
            {
                var next = text.IndexOf('.', end + 1);
                var step = next < 0 ? text.Substring(end + 1) : text.Substring(end + 1, next - end - 1);
                var owner = step == "length" || ArrayIndex.TryParse(step, out _) ? AttributeKinds.Array | AttributeKinds.Object : AttributeKinds.Object;
                Merge(text.Substring(0, end), DiscernedKinds.Of(owner, owner));
                end = next;
            }
            if (end < 0)
                Merge(text, kinds);
        }

        public AttributeTests Build() => new(_kinds);

        private void Merge(string path, DiscernedKinds kinds) => _kinds[path] = _kinds.TryGetValue(path, out var known) ? known | kinds : kinds;
    }
}
