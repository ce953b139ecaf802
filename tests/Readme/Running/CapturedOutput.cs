namespace GrowthBook.Readme.Tests.Running;

/// <summary>Captures the console output of the process until it is disposed. Blocks run one after another.</summary>
internal sealed class CapturedOutput : IDisposable
{
    private static readonly StringWriter none = new();
    private static StringWriter _current = none;

    private readonly TextWriter _console = Console.Out;
    private readonly StringWriter _writer = new() { NewLine = "\n" };

    public CapturedOutput()
    {
        _current = _writer;
        Console.SetOut(TextWriter.Synchronized(_writer));
    }

    /// <summary>The output of the running block.</summary>
    public static string Current
    {
        get
        {
            Console.Out.Flush();
            return _current.ToString();
        }
    }

    public string Text => _writer.ToString();

    public void Dispose()
    {
        Console.SetOut(_console);
        _current = none;
    }
}
