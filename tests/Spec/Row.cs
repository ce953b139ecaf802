using System.Text.Json;
using Xunit.Abstractions;

namespace GrowthBook.Pure.Spec;

/// <summary>
/// A row of a case file. Test discovery passes its place in the file and not its text, so that lone surrogates
/// survive.
/// </summary>
public sealed class Row : IXunitSerializable
{
    private static readonly HashSet<string> Nameless = ["hash", "getEqualWeights"];

    private string _file = "";
    private int _index;
    private string[]? _members;

    /// <summary>For the test runner, which sets the members afterwards.</summary>
    public Row()
    {
    }

    internal Row(string file, string function, int index) => (_file, Function, _index) = (file, function, index);

    /// <summary>The function under test.</summary>
    public string Function { get; private set; } = "";

    /// <summary>Whether this replaces the rows of a missing suite.</summary>
    public bool IsAbsent => _index < 0;

    /// <summary>The JSON text of the row.</summary>
    public string Text => Cases.Find(_file).Text(Function, _index);

    /// <summary>The number of members.</summary>
    public int Count => Members.Length;

    private string[] Members => _members ??= Split(Text);

    /// <summary>The JSON text of a member.</summary>
    public string this[int index] => Members[index];

    /// <summary>A member as a value.</summary>
    public Value Value(int index) => Json.Read(Members[index]);

    /// <summary>A member that is a string.</summary>
    public string String(int index) => Assert.IsType<Value.String>(Value(index)).Content;

    /// <summary>A member that is a number.</summary>
    public double Number(int index) => Assert.IsType<Value.Number>(Value(index)).Content;

    /// <summary>The file, the number of the row and its name.</summary>
    public override string ToString() => IsAbsent ? _file : $"{Path.GetFileNameWithoutExtension(_file)} {_index}: {Label()}";

    void IXunitSerializable.Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("file", _file);
        info.AddValue("function", Function);
        info.AddValue("index", _index);
    }

    void IXunitSerializable.Deserialize(IXunitSerializationInfo info)
    {
        _file = info.GetValue<string>("file");
        Function = info.GetValue<string>("function");
        _index = info.GetValue<int>("index");
    }

    // The name keeps the escapes of the file, so that it is always printable.
    private string Label()
    {
        if (Nameless.Contains(Function))
            return Text;
        using var json = Parse(Text);
        var name = json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.GetProperty("id") : json.RootElement[0];
        return name.GetRawText()[1..^1];
    }

    private static string[] Split(string text)
    {
        using var json = Parse(text);
        return json.RootElement.EnumerateArray().Select(member => member.GetRawText()).ToArray();
    }

    private static JsonDocument Parse(string text) => JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
}
