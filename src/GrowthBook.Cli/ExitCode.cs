namespace GrowthBook.Cli;

/// <summary>What the process ends with; scripts rely on the numbers.</summary>
internal enum ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    Ok = 0,

    /// <summary>A replay found a difference.</summary>
    Different = 1,

    /// <summary>The command line makes no sense.</summary>
    BadUsage = 2,

    /// <summary>A file or a record could not be read or evaluated.</summary>
    BadInput = 3,

    /// <summary>A fault of this program.</summary>
    Failure = 4,

    /// <summary>Stopped by Ctrl+C, as shells number it.</summary>
    Interrupted = 130,
}
