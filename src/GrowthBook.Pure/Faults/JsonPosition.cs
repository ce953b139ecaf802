using System.Globalization;
using System.Text;

namespace GrowthBook;

/// <summary>
/// The position of a reader within JSON: member names and array indices from the root. It becomes text only when a
/// fault is reported.
/// </summary>
internal sealed class JsonPosition
{
    private (string? Name, int Index)[] _steps = new (string?, int)[16];

    /// <summary>The number of steps from the root; 0 at the root.</summary>
    public int Depth { get; private set; }

    public void Enter(string name) => Push((name, 0));

    public void Enter(int index) => Push((null, index));

    public void Leave() => Depth--;

    /// <summary>Returns to an earlier, smaller depth.</summary>
    public void LeaveTo(int depth) => Depth = depth;

    /// <summary>The JSON path, such as <c>$.features.banner.rules[0]['my key']</c>.</summary>
    public override string ToString()
    {
        var path = new StringBuilder("$");
        for (var i = 0; i < Depth; i++)
        {
            var (name, index) = _steps[i];
            if (name is null)
                path.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
            else if (IsPlain(name))
                path.Append('.').Append(name);
            else
                path.Append("['").Append(name.Replace("'", "\\'")).Append("']");
        }
        return path.ToString();
    }

    private void Push((string?, int) step)
    {
        if (Depth == _steps.Length)
            Array.Resize(ref _steps, Depth * 2);
        _steps[Depth++] = step;
    }

    private static bool IsPlain(string name)
    {
        if (name.Length == 0)
            return false;
        foreach (var c in name)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '$'))
                return false;
        }
        return true;
    }
}
