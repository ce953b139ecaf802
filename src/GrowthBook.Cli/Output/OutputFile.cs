namespace GrowthBook.Cli;

/// <summary>Writes the files that options name.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file; returns the fault of one that cannot be written.</summary>
    public static Fault? Write(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            File.WriteAllBytes(path, bytes);
            return null;
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return Fault.OfFile(path, e);
        }
    }
}
