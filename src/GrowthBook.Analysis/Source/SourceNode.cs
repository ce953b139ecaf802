using System.Collections.Immutable;
using System.Text;

namespace GrowthBook.Analysis;

/// <summary>A JSON value as it is written: with its place in the text and the nodes within it.</summary>
public sealed class SourceNode
{
    private readonly int _index;
    private Dictionary<string, SourceNode>? _bySteps;

    internal SourceNode(SourceNode? parent, string? name, int index, LineMap lines, int offset)
    {
        Parent = parent;
        Name = name;
        _index = index;
        Lines = lines;
        Offset = offset;
    }

    /// <summary>The array or object around the node; <c>null</c> for the outermost value.</summary>
    public SourceNode? Parent { get; }

    /// <summary>The name of a member; <c>null</c> for an element of an array and for the outermost value.</summary>
    public string? Name { get; }

    /// <summary>The value. Of members with the same name the last one counts.</summary>
    public Value Value { get; private set; } = Value.Null.Instance;

    /// <summary>The members of an object or the elements of an array as they are written, also members with the same name.</summary>
    public ImmutableArray<SourceNode> Children { get; private set; } = [];

    /// <summary>The place of the node: of the name of a member, and of the value otherwise.</summary>
    public LineColumn Place => Lines.PlaceOf(Offset);

    /// <summary>The JSON path, as the faults of <see cref="GrowthBook.Payload"/> have it: <c>$.features.banner.rules[0]</c>.</summary>
    public string Path
    {
        get
        {
            var steps = new Stack<SourceNode>();
            for (var node = this; node.Parent is not null; node = node.Parent)
                steps.Push(node);
            var path = new StringBuilder("$");
            foreach (var step in steps)
                JsonPosition.Append(path, step.Name, step._index);
            return path.ToString();
        }
    }

    /// <summary>The member of a name, the last one where there are several; <c>null</c> without one.</summary>
    public SourceNode? this[string name] => Children.LastOrDefault(child => child.Name == name);

    /// <summary>The elements, if the node is an array; otherwise none.</summary>
    public ImmutableArray<SourceNode> Elements => Value is Value.Array ? Children : [];

    /// <summary>The members, if the node is an object, each name once with its last value; otherwise none.</summary>
    public IEnumerable<SourceNode> Members => Value is Value.Object
        ? Children.AsEnumerable().Reverse().DistinctBy(child => child.Name).Reverse()
        : [];

    /// <summary>The node with the nodes within it, in the order of the text.</summary>
    public IEnumerable<SourceNode> Descendants
    {
        get
        {
            var open = new Stack<SourceNode>([this]);
            while (open.TryPop(out var node))
            {
                yield return node;
                for (var i = node.Children.Length - 1; i >= 0; i--)
                    open.Push(node.Children[i]);
            }
        }
    }

    /// <summary>The lines of the text.</summary>
    internal LineMap Lines { get; }

    /// <summary>The offset of the first byte, from 0.</summary>
    internal int Offset { get; }

    /// <summary>The path and the place, for a message.</summary>
    public override string ToString() => $"{Path} ({Place})";

    /// <summary>The node and those around it, without the outer one given.</summary>
    internal IEnumerable<SourceNode> To(SourceNode outer)
    {
        for (var node = this; node is not null && node != outer; node = node.Parent)
            yield return node;
    }

    /// <summary>The node at a path, or the nearest one around it that exists.</summary>
    internal SourceNode Nearest(ReadOnlySpan<char> steps)
    {
        var node = this;
        while (node.Child(ref steps) is { } child)
            node = child;
        return node;
    }

    /// <summary>The children by the steps that lead to them; of several with the same step the last one.</summary>
    private Dictionary<string, SourceNode> BySteps
    {
        get
        {
            if (_bySteps is not null)
                return _bySteps;
            _bySteps = new Dictionary<string, SourceNode>(Children.Length, StringComparer.Ordinal);
            var step = new StringBuilder();
            foreach (var child in Children)
            {
                JsonPosition.Append(step.Clear(), child.Name, child._index);
                _bySteps[step.ToString()] = child;
            }
            return _bySteps;
        }
    }

    /// <summary>The child that the first step of a path leads to, <c>.name</c>, <c>[1]</c> or <c>['a name']</c>; the step is taken from the path.</summary>
    private SourceNode? Child(ref ReadOnlySpan<char> steps)
    {
        for (var end = 1; end <= steps.Length; end++)
        {
            if ((end == steps.Length || steps[end] is '.' or '[') && BySteps.TryGetValue(steps[..end].ToString(), out var child))
            {
                steps = steps[end..];
                return child;
            }
        }
        return null;
    }

    internal void Complete(Value value, ImmutableArray<SourceNode> children) => (Value, Children) = (value, children);
}
