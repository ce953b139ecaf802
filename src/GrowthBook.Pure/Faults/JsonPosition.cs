using System.Globalization;
using System.Text;

namespace GrowthBook;

/// <summary>
/// The position of a reader within JSON: member names and array indices from the root. It becomes text only when a
/// fault is reported.
/// </summary>
internal sealed class JsonPosition
{
    /// <summary>The longest path that is shown whole, in UTF-16 code units; a longer one loses its middle.</summary>
    private const int MaxLength = 2000;

    private const ulong FingerprintOfRoot = 14695981039346656037; // the numbers of FNV-1a
    private const ulong FingerprintPrime = 1099511628211;

    private (string? Name, int Index)[] _steps = new (string?, int)[16];

    /// <summary>Per step the fingerprint of the position after it, as far as they were needed.</summary>
    private ulong[] _fingerprints = [];

    /// <summary>The number of steps whose fingerprints are computed.</summary>
    private int _fingerprinted;

    /// <summary>The number of steps from the root; 0 at the root.</summary>
    public int Depth { get; private set; }

    /// <summary>The name of the outermost member; <c>null</c> at the root and in an array.</summary>
    public string? First => Depth == 0 ? null : _steps[0].Name;

    public void Enter(string name) => Push((name, 0));

    public void Enter(int index) => Push((null, index));

    public void Leave() => LeaveTo(Depth - 1);

    /// <summary>Returns to an earlier, smaller depth.</summary>
    public void LeaveTo(int depth)
    {
        Depth = depth;
        if (_fingerprinted > depth)
            _fingerprinted = depth;
    }

    /// <summary>A number that identifies the position, or the one around it at a smaller depth. Each step is hashed once.</summary>
    public ulong Fingerprint(int depth)
    {
        if (_fingerprints.Length < _steps.Length)
            Array.Resize(ref _fingerprints, _steps.Length);
        for (; _fingerprinted < depth; _fingerprinted++)
        {
            var around = _fingerprinted == 0 ? FingerprintOfRoot : _fingerprints[_fingerprinted - 1];
            _fingerprints[_fingerprinted] = Fingerprint(around, _steps[_fingerprinted]);
        }
        return depth == 0 ? FingerprintOfRoot : _fingerprints[depth - 1];
    }

    /// <summary>
    /// The JSON path, such as <c>$.features.banner.rules[0]['my key']</c>. Long names are cut, and control characters in names
    /// are escaped.
    /// </summary>
    public override string ToString()
    {
        var path = new StringBuilder("$");
        for (var i = 0; i < Depth; i++)
        {
            var (name, index) = _steps[i];
            Append(path, name, index);
        }
        if (path.Length > MaxLength)
            path.Remove(MaxLength / 2, path.Length - MaxLength).Insert(MaxLength / 2, " … ");
        return path.ToString();
    }

    /// <summary>Adds a step to a path: <c>.banner</c>, <c>['my key']</c> or <c>[0]</c>.</summary>
    public static void Append(StringBuilder path, string? name, int index)
    {
        if (name is null)
            path.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
        else if (IsPlain(name))
            path.Append('.').Append(name);
        else
            path.Append("['").Append(PlainText.Of(name, PlainText.MaxName).Replace("'", "\\'")).Append("']");
    }

    private void Push((string?, int) step)
    {
        if (Depth == _steps.Length)
            Array.Resize(ref _steps, Depth * 2);
        _steps[Depth++] = step;
    }

    private static ulong Fingerprint(ulong around, (string? Name, int Index) step)
    {
        if (step.Name is null)
            return unchecked((around ^ (uint)step.Index) * FingerprintPrime);
        var fingerprint = unchecked((around ^ char.MaxValue) * FingerprintPrime); // so that no name is an index
        foreach (var c in step.Name)
            fingerprint = unchecked((fingerprint ^ c) * FingerprintPrime);
        return fingerprint;
    }

    private static bool IsPlain(string name)
    {
        if (name.Length is 0 or > PlainText.MaxName)
            return false;
        foreach (var c in name)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '$'))
                return false;
        }
        return true;
    }
}
