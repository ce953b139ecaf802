using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>
/// Reads users and archetypes from lines, and refuses what <see cref="MatrixUser.Of"/> would take for a user by mistake: an evaluation record,
/// and a misspelt or unnamed archetype.
/// </summary>
internal static class UserReader
{
    private const string Record = "an evaluation record", Archetype = "{\"name\":\"ada\",\"attributes\":{…}}";

    /// <summary>What to do with a file of records, once per file.</summary>
    public const string RecordRemedy = $"; give the file to `gb diff {RecordOptions.RecordsName}`, or make users of it, such as with jq -c .context.attributes";

    /// <summary>The members of a record that say what it evaluates.</summary>
    public static IReadOnlyList<string> Subjects { get; } = ["feature", "experiment", "condition"];

    /// <summary>Passes on the user of each line of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="shard">The part of the lines that is read.</param>
    /// <param name="errors">Takes the error of each line that cannot be read, with its place, and the hint of a line that may be meant otherwise.</param>
    /// <param name="act">Takes the number of the line and the user; an unnamed user has the name of its line.</param>
    /// <returns>The number of lines, of all shards.</returns>
    public static long Each(RecordBlock block, Shard shard, UserErrors errors, Action<long, MatrixUser> act) =>
        block.EachLine(shard, errors, (in RecordLines line) =>
        {
            var (attributes, faults) = Attributes.Parse(line.Line);
            if (faults.FirstOrDefault(fault => fault.Severity == ErrorSeverity.Fatal) is { } fatal)
                return $"line {line.Number}, {fatal.Path}: {TextPlace.Of(fatal.Message).Message}";
            if (RefusalOf(attributes.Members) is { } refusal)
                return $"line {line.Number}: {refusal}";
            if (attributes.Members.Count == 1 && attributes.Members["name"] is Value.String)
                errors.Hint ??= $"line {line.Number}: a user with the attribute name only; an archetype is written {Archetype}";
            line.Warn(faults);
            act(line.Number, MatrixUser.Of(attributes.Members, $"line {line.Number}"));
            return null;
        });

    /// <summary>What an object is that cannot be meant as the attributes of a user; <c>null</c> for attributes.</summary>
    public static string? OtherKind(Value.Object members) =>
        members.Count == 2 && members["name"] is Value.String && members["attributes"] is Value.Object ? "an archetype"
        : IsPayload(members) ? "a payload"
        : IsRecord(members) ? Record
        : null;

    /// <summary>Whether an object is an evaluation record.</summary>
    public static bool IsRecord(Value.Object members) => members["context"] is Value.Object && Subjects.Any(members.ContainsKey);

    /// <summary>The error of an object that is neither a user nor an archetype; otherwise <c>null</c>.</summary>
    private static string? RefusalOf(Value.Object members) =>
        UnknownMember(members) is { } unknown ? unknown
        : members["attributes"] is Value.Object ? members["name"] is Value.String ? null : NamelessOf(members)
        : members["attributes"] is Value.String { Content: var json } && json.TrimStart().StartsWith('{') ? "`attributes` is a text with JSON, and no object; read it, such as with jq -c '.attributes|=fromjson'"
        : OtherKind(members) is not { } kind ? null
        : $"{kind}, and no user{(kind == Record ? RecordRemedy : "; name a file with one JSON object of attributes per line")}";

    /// <summary>Whether all of the member <c>features</c> are features.</summary>
    private static bool IsPayload(Value.Object members) => members["features"] is Value.Object { Count: > 0 } features
        && features.Values.All(feature => feature is Value.Object parts && (parts.ContainsKey("defaultValue") || parts.ContainsKey("rules")));

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
        : $"an archetype needs a name, {Archetype}"
            + (members.Keys.FirstOrDefault(key => Nearest.Find(key, ["name"]) is not null) is { } misspelt ? $"; write name in place of `{misspelt}`" : "");
}
