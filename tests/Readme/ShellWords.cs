using System.Text;

namespace GrowthBook.Readme.Tests;

/// <summary>The words of a line of a shell, up to its comment or its redirection.</summary>
internal static class ShellWords
{
    public static string[] Of(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char? quote = null;
        foreach (var c in line)
        {
            if (quote is not null && c == quote)
                quote = null;
            else if (quote is not null)
                word!.Append(c);
            else if (c is '\'' or '"')
                (quote, word) = (c, word ?? new StringBuilder());
            else if (c is '#' or '>' && word is null)
                break;
            else if (c == ' ')
                (_, word) = (Add(word), null);
            else
                (word ??= new StringBuilder()).Append(c);
        }
        Add(word);
        return [.. words];

        bool Add(StringBuilder? ended)
        {
            if (ended is not null)
                words.Add(ended.ToString());
            return true;
        }
    }
}
