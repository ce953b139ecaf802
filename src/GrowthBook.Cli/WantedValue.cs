using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Recognises a value of <c>--why-not</c> that a feature does not have, and that stands for one that it has.</summary>
/// <param name="payload">The payload.</param>
/// <param name="feature">The key of the feature.</param>
internal sealed class WantedValue(WrittenPayload payload, string feature)
{
    private readonly FeatureAnswers _answers = new(payload, feature);

    /// <summary>What the text most likely means; <c>null</c> for a value that the feature can have, and without a guess.</summary>
    /// <param name="text">The argument.</param>
    /// <param name="value">The value that it was read as.</param>
    /// <param name="actual">The present value of the feature.</param>
    public string? DoubtOf(string text, Value value, Value actual)
    {
        Value[] values = [.. _answers.Values().Append(actual).Distinct()];
        if (values.Contains(value))
            return null;
        var bare = Bare(text);
        if (value is Value.String && actual is Value.Boolean && Nearest.Find(bare, ["true", "false"]) is { } boolean)
            return $"is a text, and the value of `{Columns.Short(feature)}` a boolean; did you mean {boolean}?";
        foreach (var (experiment, number, key, own) in _answers.Variations())
        {
            if (key == bare)
                return $"is the key of variation {Shown.Count(number)} of `{Columns.Short(experiment)}`, whose value is {Finding.Text(own)}; give the value";
        }
        if (value is not Value.String)
            return null;
        return values.FirstOrDefault(each => each.ToJson() == bare || each.AsString() == bare) is { } quoted
            ? $"has quotes within quotes; did you mean {Finding.Text(quoted)}?"
            : Nearest.Find(bare, values.Select(each => each.AsString()).OfType<string>()) is { } near
                ? $"is no value of `{Columns.Short(feature)}`; did you mean {near}?"
                : null;
    }

    /// <summary>The text without the quotes around it, which another shell leaves.</summary>
    private static string Bare(string text) => text is ['\'' or '"' or '`', .. var within, _] && text[0] == text[^1] ? within : text;
}
