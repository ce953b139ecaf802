namespace GrowthBook;

/// <summary>
/// Features while they are read: in blocks, because an array that grows to thousands would be one large object after the
/// other, each of which brings a full collection nearer.
/// </summary>
internal sealed class FeatureList
{
    private const int BlockSize = 256;

    private readonly List<Feature[]> _blocks = [];

    public int Count { get; private set; }

    /// <summary>The feature at an index from 0 inclusive to <see cref="Count"/> exclusive.</summary>
    public ref readonly Feature this[int index] => ref _blocks[index / BlockSize][index % BlockSize];

    public void Add(Feature feature)
    {
        if (Count % BlockSize == 0)
            _blocks.Add(new Feature[BlockSize]);
        _blocks[Count / BlockSize][Count % BlockSize] = feature;
        Count++;
    }
}
