namespace GrowthBook;

/// <summary>
/// The features that are being evaluated one within the other, as prerequisites: four at most, in fields, so that
/// following them allocates nothing.
/// </summary>
internal struct FeaturePath
{
    private string? _first;
    private string? _second;
    private string? _third;
    private string? _fourth;
    private int _length;

    /// <summary>Adds a feature at the end.</summary>
    /// <returns><c>false</c>, without adding it, when there is no room.</returns>
    public bool TryAdd(string key)
    {
        switch (_length)
        {
            case 0:
                _first = key;
                break;
            case 1:
                _second = key;
                break;
            case 2:
                _third = key;
                break;
            case 3:
                _fourth = key;
                break;
            default:
                return false;
        }
        _length++;
        return true;
    }

    public void RemoveLast() => _length--;

    public readonly bool Contains(string key) =>
        (_length > 0 && _first == key) || (_length > 1 && _second == key)
        || (_length > 2 && _third == key) || (_length > 3 && _fourth == key);
}
