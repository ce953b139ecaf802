using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Tries changes of one attribute, then of two, and so on: first those to <see cref="AttributeOptions.Values"/>, then those to further values too.</summary>
/// <param name="start">The attributes before the changes.</param>
/// <param name="gives">Whether attributes give the wanted value.</param>
/// <param name="limit">Maximum number of evaluations, and of those of changes to further values.</param>
/// <param name="steps">The steps of the evaluations.</param>
internal sealed class ChangeSearch(Attributes start, Func<Attributes, bool> gives, int limit, EvaluationSteps steps)
{
    private int _first, _further;

    /// <summary>The number of evaluations.</summary>
    public int Tried => _first + _further;

    /// <summary>Whether the limit has ended the search.</summary>
    public bool HasReachedLimit => _first >= limit;

    /// <summary>The number of attributes up to which all changes were tried.</summary>
    public int Complete { get; private set; }

    /// <summary>The changes that give the value; <c>null</c> without any within the limit.</summary>
    public ImmutableArray<AttributeChange>? Find(ImmutableArray<AttributeOptions> options)
    {
        for (var size = 1; size <= options.Length && !HasReachedLimit && !steps.AreUsedUp; size++)
        {
            if (Extend([], start, 0, size, options, isFurther: false, hasFurther: false) is { } found)
                return found;
            if (options.Any(each => !each.Further.IsEmpty) && Extend([], start, 0, size, options, isFurther: true, hasFurther: false) is { } further)
                return further;
            if (Complete == size - 1 && !HasReachedLimit && _further < limit && !steps.AreUsedUp)
                Complete = size;
        }
        return null;
    }

    private ImmutableArray<AttributeChange>? Extend(
        ImmutableArray<AttributeChange> changes, Attributes attributes, int from, int left, ImmutableArray<AttributeOptions> options, bool isFurther, bool hasFurther)
    {
        for (var i = from; i <= options.Length - left; i++)
        {
            // With further values, a change has one of them at least: all others were tried before.
            var values = options[i].Values;
            for (var at = isFurther && left == 1 && !hasFurther ? values.Length : 0; at < values.Length + (isFurther ? options[i].Further.Length : 0); at++)
            {
                if ((isFurther ? _further : _first) >= limit || steps.AreUsedUp)
                    return null;
                var (path, value) = (options[i].Path, at < values.Length ? values[at] : options[i].Further[at - values.Length]);
                var changed = AttributeTree.With(attributes, path, value);
                var all = changes.Add(new AttributeChange(path, AttributeTree.Read(attributes, path), value));
                if (left > 1)
                {
                    if (Extend(all, changed, i + 1, left - 1, options, isFurther, hasFurther || at >= values.Length) is { } found)
                        return found;
                    continue;
                }
                _ = isFurther ? _further++ : _first++;
                if (gives(changed))
                    return all;
            }
        }
        return null;
    }
}
