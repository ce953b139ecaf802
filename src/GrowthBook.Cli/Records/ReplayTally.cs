using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>Counts the outcomes of a replay.</summary>
internal sealed class ReplayTally
{
    private long _same;
    private long _different;
    private long _requests;
    private long _failed;

    /// <summary>The exit code: a difference takes precedence over an invalid record.</summary>
    public ExitCode Code => _different > 0 ? ExitCode.Different : _failed > 0 ? ExitCode.BadInput : ExitCode.Ok;

    public void Count(ReadRecord record, ImmutableArray<RecordDifference> differences)
    {
        if (record.Record is null)
            _failed++;
        else if (record.Record.Recorded is null)
            _requests++;
        else if (differences.IsEmpty)
            _same++;
        else
            _different++;
    }

    /// <summary>The summary: <c>replayed 3: 2 the same, 1 different; 4 without a recorded result</c>.</summary>
    public override string ToString() =>
        $"replayed {_same + _different}: {_same} the same, {_different} different"
        + (_requests > 0 ? $"; {_requests} without a recorded result" : "")
        + (_failed > 0 ? $"; {_failed} could not be evaluated" : "");
}
