namespace GrowthBook.Pure.Properties;

/// <summary>How strings, numbers and lists become smaller. Every step is strictly smaller, so that shrinking ends.</summary>
public static class Shrinking
{
    /// <summary>The empty text, either half, and the text without each of its characters.</summary>
    public static IEnumerable<string> Text(string text)
    {
        if (text.Length == 0)
            yield break;
        yield return "";
        if (text.Length > 3)
        {
            yield return text[..(text.Length / 2)];
            yield return text[(text.Length / 2)..];
        }
        for (var i = 0; i < text.Length && text.Length > 1; i++)
            yield return text.Remove(i, 1);
    }

    /// <summary>0, the half, and one less; never below <paramref name="least"/>.</summary>
    public static IEnumerable<int> Number(int number, int least = 0)
    {
        if (number <= least)
            yield break;
        yield return least;
        if ((number + least) / 2 is var half && half != least)
            yield return half;
        if (number - 1 != half && number - 1 != least)
            yield return number - 1;
    }

    /// <summary>Either half of the list, the list without each element, and the list with each element made smaller.</summary>
    public static IEnumerable<IReadOnlyList<T>> List<T>(IReadOnlyList<T> items, Func<T, IEnumerable<T>> shrink)
    {
        if (items.Count > 3)
        {
            yield return [.. items.Take(items.Count / 2)];
            yield return [.. items.Skip(items.Count / 2)];
        }
        for (var i = 0; i < items.Count; i++)
            yield return [.. items.Take(i), .. items.Skip(i + 1)];
        for (var i = 0; i < items.Count; i++)
        {
            foreach (var smaller in shrink(items[i]))
                yield return [.. items.Take(i), smaller, .. items.Skip(i + 1)];
        }
    }
}
