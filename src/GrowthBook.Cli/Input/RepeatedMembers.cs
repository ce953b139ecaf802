using System.Text;
using System.Text.Json;

namespace GrowthBook.Cli;

/// <summary>Warns of members that an object has more than once: all but the last one would be ignored silently.</summary>
internal static class RepeatedMembers
{
    /// <summary>The number of warnings of one text.</summary>
    private const int Max = 20;

    /// <summary>The length from which a name is cut.</summary>
    private const int MaxName = 100;

    /// <param name="source">A JSON text.</param>
    /// <param name="terminal">Gets the warnings.</param>
    public static void Warn(Source source, Terminal terminal)
    {
        var open = new Stack<HashSet<string>>();
        var found = 0;
        var reader = new Utf8JsonReader(source.Utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (found < Max && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                open.Push(new(StringComparer.Ordinal));
            }
            else if (reader.TokenType == JsonTokenType.EndObject)
            {
                open.Pop();
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && Encoding.UTF8.GetString(reader.ValueSpan) is var name && !open.Peek().Add(name))
            {
                found++;
                var line = source.Utf8.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;
                terminal.Warn(FormattableString.Invariant($"warning: {source.Name}:{line}: member `{Columns.Short(name, MaxName)}` is written more than once; only the last one counts"));
            }
        }
    }
}
