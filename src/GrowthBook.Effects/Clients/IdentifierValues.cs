using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Logs, once each, values of identifiers that are probably not meant: they count as missing, or give many users one variation. Thread-safe.</summary>
internal sealed class IdentifierValues(GuardedLogger logger)
{
    private int _isKindLogged;
    private int _isEmptyLogged;
    private int _isEmptyGuidLogged;

    /// <summary>Looks at a value by which experiments choose a variation: an object, an array, or the <see cref="Guid"/> that means no id in .NET.</summary>
    public void CheckKnown(string name, Value value)
    {
        if (value is Value.Array or Value.Object && Interlocked.Exchange(ref _isKindLogged, 1) == 0)
            EvaluationLog.NoIdentifier(logger, PlainText.Of(name, PlainText.MaxName), ValueKinds.Of(value));
        if (value is Value.String { Content: var text } && Volatile.Read(ref _isEmptyGuidLogged) == 0 && IsEmptyGuid(text) && Interlocked.Exchange(ref _isEmptyGuidLogged, 1) == 0)
            EvaluationLog.EmptyGuid(logger, PlainText.Of(name, PlainText.MaxName));
    }

    /// <summary>Looks at a user without an identifier, for one that is there and counts as missing. <c>null</c> says that there is none.</summary>
    public void CheckMissing(Attributes attributes, ImmutableArray<string> names)
    {
        if (Volatile.Read(ref _isEmptyLogged) != 0)
            return;
        foreach (var name in names)
        {
            if (!attributes.TryGetValue(name, out var value) || value is Value.Null)
                continue;
            if (Interlocked.Exchange(ref _isEmptyLogged, 1) == 0)
                EvaluationLog.EmptyIdentifier(logger, PlainText.Of(name, PlainText.MaxName), value is Value.String ? "an empty text" : value is Value.Number ? "0" : "false");
            return;
        }
    }

    private static bool IsEmptyGuid(string text) => Guid.TryParse(text, out var id) && id == Guid.Empty;
}
