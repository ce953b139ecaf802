using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Stored assignments: finding the one that counts, and making a new one.</summary>
internal static class StickySteps
{
    /// <summary>What a trace says needs the steps of reading stored assignments.</summary>
    private const string Part = "stickyBuckets";

    private static readonly StickyAssignmentDocument None = new("", "", ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>No variation is stored.</summary>
    public static (int Variation, bool IsBlocked) Nothing => (-1, false);

    /// <summary>
    /// The variation stored for the user, -1 for none, and whether an assignment of a version below the
    /// experiment's minimum keeps the user out, which is also so without the steps to read the assignments. The hash attribute's
    /// assignments win over the fallback's.
    /// </summary>
    public static (int Variation, bool IsBlocked) Find(CompiledExperiment experiment, ref EvaluationState state)
    {
        if (!experiment.IsSticky || state.StickyBuckets is null)
            return Nothing;
        state.Memo?.NoteLookup(experiment);

        var byHash = Document(HashAttribute.Of(state.User, experiment.HashAttribute), ref state);
        // As in the reference, an experiment without a fallback attribute falls back to "id".
        var fallback = HashAttribute.Of(state.User, experiment.FallbackAttribute ?? "id");
        var byFallback = fallback.Value is null ? None : Document(fallback, ref state);
        var minimum = experiment.Source.MinBucketVersion ?? 0;
        if (byHash is null || byFallback is null || (minimum > 0 && !TakeNames(byHash, byFallback, experiment, ref state)))
            return (-1, true);
        if (minimum > 0 && (HasBelow(byHash, experiment, minimum) || HasBelow(byFallback, experiment, minimum)))
        {
            state.Trace?.StickyBucketVersion(minimum);
            return (-1, true);
        }
        var name = experiment.StickyKey;
        if (!byHash.Assignments.TryGetValue(name, out var key) && !byFallback.Assignments.TryGetValue(name, out key))
        {
            return Nothing;
        }
        var variation = IndexOf(experiment.Source.Meta, key);
        state.Trace?.StickyBucket(name, key, variation >= 0);
        return (variation, false);
    }

    /// <summary>Step 13.5: adds the variation to the identifier's document, unless the document has it.</summary>
    public static void Store(CompiledExperiment experiment, in HashAttribute attribute, string variationKey, ref EvaluationState state)
    {
        if (Text(attribute, ref state) is not { } value)
            return;
        var name = experiment.StickyKey;
        var assignments = (state.StickyBuckets!.Find(attribute.Name, value) ?? None).Assignments;
        if (assignments.TryGetValue(name, out var stored) && stored == variationKey)
            return;
        state.Assign(new StickyAssignmentDocument(
            attribute.Name, value, assignments.SetItem(name, variationKey)));
        state.Memo?.NoteAssignment(experiment, IsFoundAgain(experiment, variationKey));
    }

    /// <summary>Whether an assignment made now gives the same variation when the experiment is run again.</summary>
    private static bool IsFoundAgain(CompiledExperiment experiment, string variationKey)
    {
        var source = experiment.Source;
        return (source.MinBucketVersion ?? 0) <= (source.BucketVersion ?? 0) && IndexOf(source.Meta, variationKey) >= 0;
    }

    /// <summary>The document of an identifier, an empty one if none is stored; <c>null</c> without the steps to find it.</summary>
    private static StickyAssignmentDocument? Document(in HashAttribute attribute, ref EvaluationState state) =>
        Text(attribute, ref state) is { } text ? state.StickyBuckets!.Find(attribute.Name, text) ?? None : null;

    /// <summary>The text of an identifier, which is compared with the keys of documents; <c>null</c> without the steps for it.</summary>
    private static string? Text(in HashAttribute attribute, ref EvaluationState state)
    {
        var text = attribute.Shown is Value.String { Content: var content } ? content
            : attribute.Shown is Value.Array or Value.Object && !state.Scope.Take(1, Part) ? null
            : ValueWriter.ToJson(attribute.Shown);
        return text is not null && state.Scope.TakeText(text.Length, Part) ? text : null;
    }

    /// <summary>Takes the steps of comparing all names with the experiment's key.</summary>
    private static bool TakeNames(StickyAssignmentDocument byHash, StickyAssignmentDocument byFallback, CompiledExperiment experiment, ref EvaluationState state)
    {
        var characters = (long)(byHash.Assignments.Count + byFallback.Assignments.Count) * (1 + experiment.Source.Key.Length);
        return state.Scope.TakeText((int)Math.Min(characters, int.MaxValue), Part);
    }

    /// <summary>Whether something is stored for a version from 0 inclusive to <paramref name="minimum"/> exclusive.</summary>
    private static bool HasBelow(StickyAssignmentDocument document, CompiledExperiment experiment, int minimum)
    {
        var key = experiment.Source.Key;
        foreach (var assignment in document.Assignments)
        {
            var name = assignment.Key;
            if (name.Length > key.Length + 2
                && name.StartsWith(key, StringComparison.Ordinal)
                && name[key.Length] == '_' && name[key.Length + 1] == '_'
                && ArrayIndex.TryParse(name.Substring(key.Length + 2), out var version)
                && version < minimum)
            {
                return true;
            }
        }
        return false;
    }

    private static int IndexOf(ImmutableArray<VariationMeta> meta, string key)
    {
        for (var i = 0; !meta.IsDefault && i < meta.Length; i++)
        {
            if (meta[i].Key == key)
                return i;
        }
        return -1;
    }
}
