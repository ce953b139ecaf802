using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>
/// Reads users from lines: the JSON object of a user's attributes, or an archetype, <c>{"name":"ada","attributes":{…}}</c>. A member
/// <c>attributes</c> with an object makes an archetype; a user may have an attribute <c>name</c>.
/// </summary>
internal static class UserReader
{
    /// <summary>The members of a record that say what it evaluates.</summary>
    private static readonly string[] Subjects = ["feature", "experiment", "condition"];

    /// <summary>Passes on the user of each line of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="shard">The part of the lines that is read.</param>
    /// <param name="errors">Takes the error of each line that cannot be read, with its place.</param>
    /// <param name="act">Takes the number of the line and the attributes.</param>
    /// <returns>The number of lines, of all shards.</returns>
    public static long Each(RecordBlock block, Shard shard, ICollection<string> errors, Action<long, Attributes> act) =>
        EachNamed(block, shard, errors, (line, _, attributes) => act(line, attributes));

    /// <summary>Passes on the same with the names of archetypes, which are <c>null</c> for users.</summary>
    public static long EachNamed(RecordBlock block, Shard shard, ICollection<string> errors, Action<long, string?, Attributes> act) =>
        block.EachLine(shard, errors, (in RecordLines line) =>
        {
            var (name, attributes, error) = Read(line);
            if (attributes is not null)
                act(line.Number, name, attributes);
            return error;
        });

    /// <summary>The attributes of a line and the name of an archetype, or the error with its place.</summary>
    private static (string? Name, Attributes? Attributes, string? Error) Read(in RecordLines line)
    {
        if (line.IsTooLong)
            return (null, null, $"line {line.Number}: the line is too long");
        var (attributes, errors) = Attributes.Parse(line.Line);
        foreach (var error in errors)
        {
            if (error.Severity == ErrorSeverity.Fatal)
                return (null, null, $"line {line.Number}, {error.Path}: {TextPlace.Of(error.Message).Message}");
        }
        var members = attributes.Members;
        if (UnknownMember(members) is { } unknown)
            return (null, null, $"line {line.Number}: {unknown}");
        if (members["attributes"] is Value.Object ofArchetype)
            return members["name"] is Value.String { Content: var name } ? (name, Attributes.From(ofArchetype), null) : (null, null, $"line {line.Number}: {NamelessOf(members)}");
        return members["context"] is Value.Object && Subjects.Any(members.ContainsKey)
            ? (null, null, $"line {line.Number}: an evaluation record, and no user; give the file to `gb diff {RecordOptions.RecordsName}`, or make users of it, such as with jq -c .context.attributes")
            : (null, attributes, null);
    }

    /// <summary>
    /// The error of an archetype with another member than its two, or with a misspelt <c>attributes</c> as the only member next to its name;
    /// otherwise <c>null</c>.
    /// </summary>
    private static string? UnknownMember(Value.Object members)
    {
        if (members["name"] is not Value.String)
            return null;
        if (members["attributes"] is Value.Object)
        {
            return members.Count == 2 ? null
                : $"unknown member `{Columns.Short(members.Keys.First(key => key is not ("name" or "attributes")))}` of an archetype, which has name and attributes";
        }
        var other = members.Count == 2 ? members.Keys.First(key => key != "name") : "";
        return members[other] is Value.Object && Nearest.Find(other, ["attributes"]) is not null
            ? $"unknown member `{Columns.Short(other)}` of an archetype; did you mean attributes?"
            : null;
    }

    /// <summary>The error of an archetype without a text as its name, which may be misspelt.</summary>
    private static string NamelessOf(Value.Object members) => members.ContainsKey("name")
        ? "the name of an archetype is not a string"
        : "an archetype needs a name, {\"name\":\"ada\",\"attributes\":{…}}"
            + (members.Keys.FirstOrDefault(key => Nearest.Find(key, ["name"]) is not null) is { } misspelt ? $"; write name in place of `{misspelt}`" : "");
}
