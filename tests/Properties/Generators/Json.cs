using System.Globalization;
using System.Text;

namespace GrowthBook.Pure.Properties;

/// <summary>
/// JSON as the generators make it: a tree that keeps what parsing would lose (the text of numbers, members with the
/// same name), and that knows how to become smaller. It shares nothing with the library, which only sees its text.
/// </summary>
public abstract class Json
{
    private Json()
    {
    }

    public static Json Nothing { get; } = new Literal("null");

    public static Json True { get; } = new Literal("true");

    public static Json False { get; } = new Literal("false");

    /// <summary>Smaller trees of the same kind: an object stays an object.</summary>
    public abstract IEnumerable<Json> Shrink();

    /// <summary>How big the tree is; every shrunk tree is smaller.</summary>
    public abstract int Size { get; }

    /// <summary>The tree as JSON text, of ASCII where the text would not survive UTF-8.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    public static implicit operator Json(string content) => new Text(content);

    public static implicit operator Json(int number) => new Number(number.ToString(CultureInfo.InvariantCulture));

    public static implicit operator Json(bool content) => content ? True : False;

    public static Object Of(params (string Name, Json Value)[] members) => new(members);

    public static List ListOf(params Json[] items) => new(items);

    protected abstract void Write(StringBuilder text);

    /// <summary>Replacements for a value inside a tree: a part of the value, or a smaller one.</summary>
    public IEnumerable<Json> Replacements() => Parts().Concat(Shrink());

    private IEnumerable<Json> Parts() => this switch
    {
        List list => list.Items,
        Object members => members.Members.Select(member => member.Value),
        _ => [],
    };

    /// <summary><c>null</c>, <c>true</c> or <c>false</c>.</summary>
    public sealed class Literal(string name) : Json
    {
        public override int Size => name.Length - 3; // null is 1, true 1, false 2

        public override IEnumerable<Json> Shrink() => ReferenceEquals(this, False) ? [True, Nothing] : [];

        protected override void Write(StringBuilder text) => text.Append(name);
    }

    /// <summary>A number by its text, which need not be the shortest, nor within the range of a double.</summary>
    public sealed class Number(string digits) : Json
    {
        public string Digits => digits;

        public override int Size => digits.Length + (digits == "0" ? 0 : 1);

        public override IEnumerable<Json> Shrink()
        {
            if (digits == "0")
                yield break;
            yield return 0;
            if (digits.Length > 1)
                yield return 1;
            if (digits.Length > 2 && digits.All(char.IsAsciiDigit))
                yield return new Number(digits[..(digits.Length / 2)].TrimStart('0') is { Length: > 0 } half ? half : "0");
            else if (digits.IndexOfAny(['.', 'e', 'E']) is > 0 and var end && digits[..end] != "-")
                yield return new Number(digits[..end]);
        }

        protected override void Write(StringBuilder text) => text.Append(digits);
    }

    /// <summary>A string of UTF-16 code units.</summary>
    public sealed class Text(string content) : Json
    {
        public string Content => content;

        public override int Size => content.Length + 2;

        public override IEnumerable<Json> Shrink() => Shrinking.Text(content).Select(text => new Text(text));

        protected override void Write(StringBuilder text) => Quote(text, content);
    }

    public sealed class List(IReadOnlyList<Json> items) : Json
    {
        public IReadOnlyList<Json> Items => items;

        public override int Size => 2 + items.Sum(item => item.Size + 1);

        public override IEnumerable<Json> Shrink() => ShrinkItems().Select(shrunk => new List(shrunk));

        protected override void Write(StringBuilder text)
        {
            text.Append('[');
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0)
                    text.Append(',');
                items[i].Write(text);
            }
            text.Append(']');
        }

        private IEnumerable<IReadOnlyList<Json>> ShrinkItems() => Shrinking.List(items, item => item.Replacements());
    }

    public sealed class Object(IReadOnlyList<(string Name, Json Value)> members) : Json
    {
        public IReadOnlyList<(string Name, Json Value)> Members => members;

        public override int Size => 2 + members.Sum(member => member.Name.Length + member.Value.Size + 4);

        public Json? this[string name] => members.LastOrDefault(member => member.Name == name).Value;

        public Object With(string name, Json value) => new([.. members.Where(member => member.Name != name), (name, value)]);

        public Object Without(string name) => new([.. members.Where(member => member.Name != name)]);

        public override IEnumerable<Json> Shrink() => ShrinkMembers();

        /// <summary>The same as <see cref="Shrink"/>: an object has objects as its shrunk forms.</summary>
        public IEnumerable<Object> ShrinkMembers() =>
            Shrinking.List(members, member => member.Value.Replacements().Select(value => (member.Name, value)))
                .Select(shrunk => new Object(shrunk));

        protected override void Write(StringBuilder text)
        {
            text.Append('{');
            for (var i = 0; i < members.Count; i++)
            {
                if (i > 0)
                    text.Append(',');
                Quote(text, members[i].Name);
                text.Append(':');
                members[i].Value.Write(text);
            }
            text.Append('}');
        }
    }

    private static void Quote(StringBuilder text, string content)
    {
        text.Append('"');
        foreach (var c in content)
        {
            if (c is '"' or '\\' || c < ' ' || char.IsSurrogate(c))
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else
                text.Append(c);
        }
        text.Append('"');
    }
}
