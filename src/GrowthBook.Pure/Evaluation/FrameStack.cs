namespace GrowthBook;

/// <summary>
/// The features that are being evaluated, each a prerequisite of the one below. The first frames are on the thread's
/// stack; deeper ones move all frames to the heap, so that a chain of 100,000 prerequisites cannot exhaust the thread.
/// </summary>
/// <param name="inline">Room for the first frames.</param>
internal ref struct FrameStack(Span<FeatureFrame> inline)
{
    /// <summary>The number of frames that are worth their room on the thread's stack; prerequisites are rarely deeper.</summary>
    public const int InlineFrames = 4;

    private Span<FeatureFrame> _frames = inline;

    /// <summary>The features on the stack, once they are too many to be compared one by one.</summary>
    private HashSet<int>? _features;

    public int Count { get; private set; }

    /// <summary>The feature that is being evaluated now.</summary>
    public readonly ref FeatureFrame Top => ref _frames[Count - 1];

    public void Push(FeatureFrame frame)
    {
        if (Count == _frames.Length)
            MoveToHeap();
        _frames[Count++] = frame;
        _features?.Add(frame.Feature);
    }

    public void Pop()
    {
        _features?.Remove(Top.Feature);
        Count--;
    }

    /// <summary>Whether a feature is being evaluated, so that a prerequisite on it closes a cycle.</summary>
    public readonly bool Contains(int feature)
    {
        if (_features is not null)
            return _features.Contains(feature);
        for (var i = 0; i < Count; i++)
        {
            if (_frames[i].Feature == feature)
                return true;
        }
        return false;
    }

    private void MoveToHeap()
    {
        var larger = new FeatureFrame[Count * 2];
        _frames.CopyTo(larger);
        _frames = larger;
        if (_features is not null)
            return;
        _features = [];
        for (var i = 0; i < Count; i++)
            _features.Add(_frames[i].Feature);
    }
}
