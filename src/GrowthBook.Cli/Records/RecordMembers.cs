using System.Text;
using System.Text.Json;

namespace GrowthBook.Cli;

/// <summary>Checks the names of the members of a record and of its context: a misspelt one would be ignored.</summary>
internal static class RecordMembers
{
    private const string Context = "context", DidYouMean = "; did you mean ";

    /// <summary>What to do with a file of users, once per file.</summary>
    public const string UserRemedy = $"; give the file to `gb diff {PopulationOptions.UsersName}`, or make records of it, such as with jq -c '{{feature:\"KEY\",context:{{attributes:.}}}}'";

    private const string User = "$: the attributes of a user, and no evaluation record" + UserRemedy;

    /// <summary>The error of a record without a context, which counts after all others.</summary>
    public const string NoContext = "$: has no context; write {\"context\":{\"attributes\":{…}}} for the user, with {} for one without attributes";

    /// <summary>The members of a record, and <c>error</c>, which <c>gb eval --records</c> writes for a line without a record.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "id", "payload", "payloadHash", Context, "feature", "experiment", "condition", "result", "effects", "hasReachedStepLimit",
        "notFinite", "error",
    ];

    private static readonly byte[][] Utf8Names = [.. Names.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Utf8Subjects = [.. UserReader.Subjects.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Utf8NamesOfContext = [.. ContextMembers.Names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The error of the first unknown member; <c>null</c> without one, and for text that is no JSON object.</summary>
    public static string? Error(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = int.MaxValue });
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? OfRecord(ref reader) : null;
        }
        catch (JsonException)
        {
            return null; // the reader of records names the fault
        }
    }

    private static string? OfRecord(ref Utf8JsonReader reader)
    {
        string? error = null;
        var (isRecord, hasSubject, hasContext) = (false, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContext = reader.ValueTextEquals(Context);
            hasSubject |= IsOneOf(Utf8Subjects, reader);
            if (!IsOneOf(Utf8Names, reader))
                error ??= Unknown("$", "record", Names, ContextMembers.MendOutside, reader);
            else if (!reader.ValueTextEquals("id"))
                isRecord = true;
            reader.Read();
            hasContext |= isContext && reader.TokenType != JsonTokenType.Null;
            if (isContext && reader.TokenType == JsonTokenType.StartObject)
                error = OfContext(ref reader, error);
            else
                reader.Skip();
        }
        if (hasSubject && !hasContext)
            error ??= NoContext;
        return error is null || isRecord || error.Contains(DidYouMean, StringComparison.Ordinal) ? error : User;
    }

    private static string? OfContext(ref Utf8JsonReader reader, string? error)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!IsOneOf(Utf8NamesOfContext, reader))
                error ??= Unknown("$.context", "context", ContextMembers.Names, ContextMembers.MendWithin, reader);
            reader.Read();
            reader.Skip();
        }
        return error;
    }

    private static bool IsOneOf(byte[][] names, in Utf8JsonReader reader)
    {
        foreach (var name in names)
        {
            if (reader.ValueTextEquals(name))
                return true;
        }
        return false;
    }

    private static string Unknown(string path, string owner, IReadOnlyList<string> names, Func<string, string?> mendOf, in Utf8JsonReader reader)
    {
        var name = Encoding.UTF8.GetString(reader.ValueSpan);
        return $"{path}: unknown member `{name}` of the {owner}{mendOf(name) ?? Nearest.Question(name, names)}";
    }
}
