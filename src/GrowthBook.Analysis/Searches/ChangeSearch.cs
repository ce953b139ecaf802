using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Tries changes of one attribute, then of two, and so on.</summary>
/// <param name="start">The attributes before the changes.</param>
/// <param name="gives">Whether attributes give the wanted value.</param>
/// <param name="limit">Maximum number of evaluations.</param>
/// <param name="steps">The steps of the evaluations.</param>
internal sealed class ChangeSearch(Attributes start, Func<Attributes, bool> gives, int limit, EvaluationSteps steps)
{
    /// <summary>The number of evaluations.</summary>
    public int Tried { get; private set; }

    /// <summary>The number of attributes up to which all changes were tried.</summary>
    public int Complete { get; private set; }

    private bool HasEnded => Tried >= limit || steps.AreUsedUp;

    /// <summary>The changes that give the value; <c>null</c> without any within the limit.</summary>
    public ImmutableArray<AttributeChange>? Find(ImmutableArray<AttributeOptions> options)
    {
        for (var size = 1; size <= options.Length && !HasEnded; size++)
        {
            if (Extend([], start, 0, size, options) is { } found)
                return found;
            if (!HasEnded)
                Complete = size;
        }
        return null;
    }

    private ImmutableArray<AttributeChange>? Extend(
        ImmutableArray<AttributeChange> changes, Attributes attributes, int from, int left, ImmutableArray<AttributeOptions> options)
    {
        for (var i = from; i <= options.Length - left; i++)
        {
            foreach (var value in options[i].Values)
            {
                if (HasEnded)
                    return null;
                var path = options[i].Path;
                var changed = AttributeTree.With(attributes, path, value);
                var all = changes.Add(new AttributeChange(path, AttributeTree.Read(attributes, path), value));
                if (left > 1)
                {
                    if (Extend(all, changed, i + 1, left - 1, options) is { } found)
                        return found;
                    continue;
                }
                Tried++;
                if (gives(changed))
                    return all;
            }
        }
        return null;
    }
}
