namespace GrowthBook;

/// <summary>
/// Which of many effects belong to which evaluation of a feature: those from its beginning to its end, with those of the prerequisites that
/// were evaluated between, and the ranges of prerequisites that were evaluated earlier, to which it refers. A position counts
/// effects and references together, so that their order is known.
/// </summary>
/// <param name="capacity">The number of evaluations that are expected.</param>
internal sealed class EffectRanges(int capacity)
{
    private Range[] _ranges = new Range[capacity];

    /// <summary>The references, by position.</summary>
    private readonly List<(int Position, int Evaluation)> _references = [];

    /// <summary>The number of evaluations.</summary>
    public int Count { get; private set; }

    public int ReferenceCount => _references.Count;

    public ref Range this[int evaluation] => ref _ranges[evaluation];

    /// <summary>Begins an evaluation.</summary>
    /// <returns>Its number.</returns>
    public int Begin(int position, int unmatchedTests, int assignments)
    {
        if (Count == _ranges.Length)
            Array.Resize(ref _ranges, Math.Max(4, 2 * Count));
        _ranges[Count] = new Range { Start = position, UnmatchedTests = unmatchedTests, Assignments = assignments };
        return Count++;
    }

    /// <summary>Ends an evaluation.</summary>
    /// <returns>Whether it made an assignment.</returns>
    public bool End(int evaluation, int position, int unmatchedTests, int assignments)
    {
        ref var range = ref _ranges[evaluation];
        range.End = position;
        range.UnmatchedTests = unmatchedTests - range.UnmatchedTests;
        range.Assignments = assignments - range.Assignments;
        return range.Assignments > 0;
    }

    /// <summary>Notes that the evaluation at a position uses the effects of an earlier one.</summary>
    public void Refer(int position, int evaluation) => _references.Add((position, evaluation));

    /// <summary>Adds the effects of an evaluation to a log, in order and without repetitions.</summary>
    /// <param name="evaluation">The number of the evaluation.</param>
    /// <param name="effects">The effects of all evaluations.</param>
    /// <param name="listed">What is in the log; the evaluation is added.</param>
    /// <param name="log">The log.</param>
    /// <param name="limit">How many effects and references are looked at; lowered by their number.</param>
    /// <returns>Whether a test did not match because no steps were left.</returns>
    public bool List(int evaluation, in Effects effects, ListedEffects listed, ref EffectLog log, ref int limit)
    {
        var hasReachedStepLimit = _ranges[evaluation].UnmatchedTests > 0;
        if (!listed.Enter(evaluation))
            return hasReachedStepLimit;
        var (start, position, end) = (_ranges[evaluation].Start, _ranges[evaluation].Start, _ranges[evaluation].End);
        var outer = new Stack<(int Start, int Position, int End)>();
        for (; limit > 0; limit--)
        {
            position = listed.After(position);
            while (position >= end)
            {
                listed.Leave(start, end);
                if (outer.Count == 0)
                    return hasReachedStepLimit;
                (start, position, end) = outer.Pop();
                position = listed.After(position);
            }
            var reference = FirstReferenceAt(position);
            var isNew = listed.Add(position);
            if (!IsReference(reference, position))
            {
                if (isNew)
                    Add(effects[position - reference], ref log);
                position++;
                continue;
            }
            var earlier = _references[reference].Evaluation;
            position++;
            if (!isNew || !listed.Enter(earlier))
                continue;
            hasReachedStepLimit |= _ranges[earlier].UnmatchedTests > 0;
            outer.Push((start, position, end));
            (start, position, end) = (_ranges[earlier].Start, _ranges[earlier].Start, _ranges[earlier].End);
        }
        return hasReachedStepLimit;
    }

    /// <summary>Adds the effects of an evaluation that refers to no other; <c>null</c> for one that does.</summary>
    /// <returns>Whether a test did not match because no steps were left.</returns>
    public bool? ListOwn(int evaluation, in Effects effects, ref EffectLog log, ref int limit)
    {
        ref readonly var range = ref _ranges[evaluation];
        var reference = FirstReferenceAt(range.Start);
        if (reference < _references.Count && _references[reference].Position < range.End)
            return null;
        for (var position = range.Start; position < range.End && limit > 0; position++, limit--)
            Add(effects[position - reference], ref log);
        return range.UnmatchedTests > 0;
    }

    private bool IsReference(int reference, int position) => reference < _references.Count && _references[reference].Position == position;

    private static void Add(Effect effect, ref EffectLog log)
    {
        if (effect is Effect.ExperimentViewed viewed)
            log.View(viewed);
        else if (effect is Effect.FeatureEvaluated evaluated)
            log.Report(evaluated);
        else
            log.Add(effect);
    }

    /// <summary>The index of the first reference at or after a position.</summary>
    private int FirstReferenceAt(int position)
    {
        var (low, high) = (0, _references.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_references[middle].Position < position)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The part of the effects that one evaluation listed.</summary>
    internal struct Range
    {
        public int Start;
        public int End;

        /// <summary>How many tests did not match because no steps were left; before the end the number of all until the start.</summary>
        public int UnmatchedTests;

        /// <summary>How many assignments were made; before the end the number of all until the start.</summary>
        public int Assignments;

        /// <summary>Whether the result is that of the feature's own turn.</summary>
        public bool IsOwn;

        /// <summary>Whether the result is one for features that need it.</summary>
        public bool IsKept;
    }
}
