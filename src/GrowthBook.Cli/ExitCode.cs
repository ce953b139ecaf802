namespace GrowthBook.Cli;

/// <summary>The exit codes of the process; scripts rely on the numbers.</summary>
internal enum ExitCode
{
    /// <summary>The command succeeded.</summary>
    Ok = 0,

    /// <summary>A replay or a diff found a difference, lint a mistake, an expectation failed, counts do not fit, a threshold is crossed, or a search found nothing.</summary>
    Different = 1,

    /// <summary>The command line is invalid.</summary>
    BadUsage = 2,

    /// <summary>
    /// A file or a record could not be read or evaluated, the payload is no payload or lacks a feature, or a replay had
    /// nothing to compare.
    /// </summary>
    BadInput = 3,

    /// <summary>The output could not be written, or an unexpected exception: a fault in this program.</summary>
    Failure = 4,

    /// <summary>The user pressed Ctrl+C; shells use 128 plus the signal number.</summary>
    Interrupted = 130,

    /// <summary>The reader of an output that can be endless closed it; shells use 128 plus the number of SIGPIPE.</summary>
    OutputClosed = 141,
}
