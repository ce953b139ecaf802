namespace GrowthBook;

/// <summary>Recognises dates that do not exist, and dates in forms that texts do not order. Texts compare in the order of their characters.</summary>
internal static class DateDoubts
{
    private const string NoDate = "not a date of the calendar; it is compared as text, in the order of characters";
    private const string OtherForm = "a date in another form than \"2026-12-31\" (ISO 8601); it is compared as text, in the order of characters";

    /// <summary>A longer text is no date.</summary>
    private const int MaxLength = 80;

    private static readonly MemberNames Months = new(
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        "January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December");

    /// <summary>The warning of a text that is clearly a date and is compared; <c>null</c> for a date of ISO 8601, and for a text that may be something else.</summary>
    public static string? Of(string text)
    {
        if (text.Length > MaxLength)
            return null;
        var first = Digits(text, 0);
        var secondStart = first + 1;
        var second = Digits(text, secondStart);
        var thirdStart = secondStart + second + 1;
        var third = Digits(text, thirdStart);
        if (first == 0 || second is not (1 or 2) || third == 0 || text[first] != text[thirdStart - 1])
            return NamesMonth(text) ? OtherForm : null;
        var rest = thirdStart + third;
        if (rest < text.Length && !(text[rest] is 'T' or 't' or ' ' or ',' && Digits(text, rest + 1) + Digits(text, rest + 2) > 0))
            return null;
        var (a, b, c) = (Number(text, 0, first), Number(text, secondStart, second), Number(text, thirdStart, third));
        return (first, text[first], third) switch
        {
            (4, '-', 2) when second == 2 => !IsYear(a) || (Exists(a, b, c) && IsTime(text, rest)) ? null : NoDate,
            (4, '/', 2) when second == 2 => IsYear(a) && IsDay(b, c) && !Exists(a, b, c) ? NoDate : null, // texts order it
            (4, '-' or '/', 1 or 2) => IsYear(a) && IsDay(b, c) ? OtherForm : null,
            (1 or 2, '-' or '/', 4) => IsYear(c) && (IsDay(a, b) || IsDay(b, a)) ? OtherForm : null,
            (2, '.', 4) when second == 2 => IsYear(c) && IsDay(b, a) ? OtherForm : null, // 1.2.2020 may be a version
            _ => null,
        };
    }

    /// <summary>Whether a text is a date such as <c>2026-12-31</c>, or begins with one. The date need not exist.</summary>
    public static bool IsIso(string text) => IsMonth(text) && text.Length > 7 && text[7] == '-' && Digits(text, 8) == 2;

    /// <summary>Whether a text is such a date, or its year or its year and month, which are before all of its dates.</summary>
    public static bool IsIsoOrBeginning(string text) => (text.Length == 4 && Digits(text, 0) == 4) || (text.Length == 7 && IsMonth(text)) || IsIso(text);

    private static bool IsMonth(string text) => Digits(text, 0) == 4 && text.Length > 4 && text[4] == '-' && Digits(text, 5) == 2;

    /// <summary>Whether a text is such as <c>Thu, 31 Dec 2020</c>, with or without the day of the week and a time.</summary>
    private static bool NamesMonth(string text)
    {
        var words = text.Split([' ', ',', '-', '.'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length && i < 3; i++)
        {
            if (!Months.Has(words[i]))
                continue;
            var isDayFirst = i > 0 && IsNumber(words[i - 1], 1, 31);
            return isDayFirst
                ? i + 1 < words.Length && IsNumber(words[i + 1], 1900, 2199)
                : i + 2 < words.Length && IsNumber(words[i + 1], 1, 31) && IsNumber(words[i + 2], 1900, 2199);
        }
        return false;
    }

    private static bool IsNumber(string word, int least, int most) =>
        word.Length <= 4 && Digits(word, 0) == word.Length && Number(word, 0, word.Length) is var number && number >= least && number <= most;

    private static bool IsYear(int number) => number is >= 1900 and <= 2199;

    private static bool IsDay(int month, int day) => month is >= 1 and <= 12 && day is >= 1 and <= 31;

    private static bool Exists(int year, int month, int day) => IsDay(month, day) && day <= month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>Whether a time may come after a date: none, or hours and minutes of the clock. Another text is left alone.</summary>
    private static bool IsTime(string text, int start)
    {
        if (text.Length < start + 6 || Digits(text, start + 1) != 2 || text[start + 3] != ':' || Digits(text, start + 4) != 2)
            return true;
        var (hours, minutes) = (Number(text, start + 1, 2), Number(text, start + 4, 2));
        return hours < 24 ? minutes < 60 : hours == 24 && minutes == 0;
    }

    /// <summary>The number of digits at a place.</summary>
    private static int Digits(string text, int start)
    {
        var end = start;
        while (end < text.Length && EcmaCharacters.IsDigit(text[end]))
            end++;
        return Math.Max(0, end - start);
    }

    /// <summary>The number of up to four digits.</summary>
    private static int Number(string text, int start, int length)
    {
        var number = 0;
        for (var i = start; i < start + Math.Min(length, 4); i++)
            number = (number * 10) + text[i] - '0';
        return number;
    }
}
