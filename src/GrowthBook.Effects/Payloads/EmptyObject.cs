namespace GrowthBook.Client;

/// <summary>Recognises the JSON text <c>{}</c>, with any white space.</summary>
internal static class EmptyObject
{
    public static bool Is(ReadOnlySpan<byte> json)
    {
        var braces = 0;
        foreach (var b in json)
        {
            if (b is (byte)'{' or (byte)'}')
                braces++;
            else if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }
        return braces == 2;
    }
}
