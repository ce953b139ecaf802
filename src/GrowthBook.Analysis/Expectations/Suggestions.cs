namespace GrowthBook.Analysis;

/// <summary>
/// Finds the names that mistyped ones most likely mean. All searches for a file share a limit of steps; without steps left nothing is found.
/// </summary>
internal sealed class Suggestions
{
    private const int MaxSteps = 20_000_000;

    /// <summary>The length from which a text is not compared, because it is no mistyped name.</summary>
    private const int MaxLength = 100;

    private readonly WorkLimit _work = new(MaxSteps);

    /// <summary>The question to append to a fault: <c>; did you mean dark-mode?</c>, or nothing without a similar name.</summary>
    public string Question(string text, IEnumerable<string> names)
    {
        var (nearest, least) = ((string?)null, int.MaxValue);
        foreach (var name in text.Length > MaxLength ? [] : names)
        {
            if (!_work.TryTake(1 + (name.Length > MaxLength ? 0 : (long)name.Length * text.Length)))
                return "";
            var distance = name.Length > MaxLength ? int.MaxValue : EditDistance.Between(name, text, Math.Max(1, name.Length / 3));
            if (distance < least)
                (nearest, least) = (name, distance);
        }
        return nearest is null ? "" : $"; did you mean {nearest}?";
    }
}
