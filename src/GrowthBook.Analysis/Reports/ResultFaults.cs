using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Checks a result that another program may have written, so that no page is made of one that lacks a part.</summary>
internal static class ResultFaults
{
    /// <summary>Maximum number of faults that are listed.</summary>
    public const int Max = 1_000;

    /// <summary>
    /// The number of elements of an array that are checked at a time. A schema takes many times the memory of a value, and the matrix of a file
    /// has a row per user.
    /// </summary>
    private const int PieceSize = 1_000;

    /// <summary>The faults of a result of a known kind and version, at most <see cref="Max"/>.</summary>
    public static ImmutableArray<PayloadError> Of(string kind, Value.Object result)
    {
        ImmutableArray<PayloadError> misfits = [.. MisfitsOf(kind, result).Distinct().Take(Max)];
        return misfits.IsEmpty ? [.. ResultLengths.FaultsOf(result).Take(Max)] : misfits;
    }

    /// <summary>The fault of a member of the result.</summary>
    public static PayloadError At(string name, Value.Object result, string expected) => At([name], result.ContainsKey(name) ? result[name] : null, expected);

    /// <summary>The fault of a value that is not what is expected, or of a missing one.</summary>
    public static PayloadError At(IEnumerable<object> steps, Value? value, string expected)
    {
        var position = new JsonPosition();
        foreach (var step in steps)
        {
            if (step is int index)
                position.Enter(index);
            else
                position.Enter((string)step);
        }
        return new PayloadError(ErrorSeverity.Fatal, position.ToString(), $"{(value is null ? "is missing" : $"is {ShortJson.Of(value, PlainText.MaxName)}")}; expected {expected}");
    }

    private static IEnumerable<PayloadError> MisfitsOf(string kind, Value.Object result)
    {
        var schema = ResultSchema.Of(kind);
        var longest = result.Values.Max(value => value is Value.Array items ? items.Count : 0);
        for (var start = 0; start == 0 || start < longest; start += PieceSize)
        {
            var piece = longest <= PieceSize ? result : PieceOf(result, start);
            foreach (var fault in schema.MisfitsOf(piece).SelectMany(misfit => FaultsOf(schema, misfit, piece, start)))
                yield return fault;
        }
    }

    /// <summary>A part of the elements of each array, and all other members; arrays within these are whole in the first piece and empty in the others.</summary>
    private static Value.Object PieceOf(Value.Object result, int start) => new(result.Select(member => new KeyValuePair<string, Value>(member.Key, member.Value switch
    {
        Value.Array items => new Value.Array(Enumerable.Range(start, Math.Clamp(items.Count - start, 0, PieceSize)).Select(i => items[i])),
        Value.Object nested when start > 0 => new Value.Object(nested.Select(each => new KeyValuePair<string, Value>(each.Key, each.Value is Value.Array ? Value.Array.Empty : each.Value))),
        var other => other,
    })));

    private static IEnumerable<PayloadError> FaultsOf(ResultSchema schema, ResultSchema.Misfit misfit, Value piece, int start)
    {
        var (steps, value) = (new List<object>(), piece);
        foreach (var step in misfit.Steps)
        {
            var index = value is Value.Array ? int.Parse(step, System.Globalization.CultureInfo.InvariantCulture) : -1;
            value = index < 0 ? value[step] : value[index];
            steps.Add(index < 0 ? step : steps.Count == 1 ? index + start : index);
        }
        if (!misfit.LacksMembers)
            return [At(steps, value, SchemaWords.Of(misfit.Schema))];
        return from name in ((Value.Array)misfit.Schema["required"]).Select(Shown.Text)
               where !((Value.Object)value).ContainsKey(name)
               select At(steps.Append(name), null, SchemaWords.Of(schema.Referenced(misfit.Schema["properties"][name])));
    }
}
