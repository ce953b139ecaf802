namespace GrowthBook.Client;

/// <summary>Logs, once per attribute or path that is read, that users have it under a similar name. Thread-safe.</summary>
/// <param name="logger">Logs the names.</param>
/// <param name="reader">What reads the attributes, as log lines name it.</param>
internal sealed class MisnamedLines(GuardedLogger logger, string reader)
{
    private readonly LoggedKeys _logged = new();
    private readonly LoggedKeys _loggedSlips = new();
    private readonly LoggedKeys _loggedWords = new();
    private readonly LoggedKeys _loggedPaths = new();

    /// <summary>Logs a similar name.</summary>
    /// <param name="expected">The path that is read.</param>
    /// <param name="given">The path that the user has.</param>
    /// <param name="likeness">In what they differ.</param>
    public void Similar(string expected, string given, NameLikeness likeness)
    {
        var shown = expected;
        if (KeysOf(likeness).Add(ref shown) != true)
            return;
        if (given.StartsWith(expected + ".", StringComparison.Ordinal))
            EvaluationLog.PathAttribute(logger, PlainText.Of(given, PlainText.MaxName), shown, reader, PlainText.Of(given[(expected.Length + 1)..], PlainText.MaxName));
        else if (likeness == NameLikeness.Slip)
            EvaluationLog.NearAttribute(logger, shown, reader, PlainText.Of(given, PlainText.MaxName));
        else if (likeness == NameLikeness.Words)
            EvaluationLog.ExtendedAttribute(logger, shown, reader, PlainText.Of(given, PlainText.MaxName));
        else
            EvaluationLog.MisnamedAttribute(logger, shown, reader, PlainText.Of(given, PlainText.MaxName));
    }

    /// <summary>Logs a name with the words of a path.</summary>
    /// <param name="expected">The path that is read.</param>
    /// <param name="given">The path that the user has, which ends with the name.</param>
    public void Flat(string expected, string given)
    {
        var shown = expected;
        if (_loggedPaths.Add(ref shown) == true)
            EvaluationLog.FlatAttribute(logger, shown, reader, PlainText.Of(given, PlainText.MaxName));
    }

    private LoggedKeys KeysOf(NameLikeness likeness) => likeness switch
    {
        NameLikeness.Slip => _loggedSlips,
        NameLikeness.Words => _loggedWords,
        _ => _logged,
    };
}
