using System.Globalization;
using System.Text;

namespace GrowthBook;

/// <summary>Bytes as lower-case hexadecimal digits.</summary>
internal static class Hexadecimal
{
    public static string Of(byte[] bytes)
    {
        var digits = new StringBuilder(bytes.Length * 2);
        foreach (var b in bytes)
            digits.Append(b.ToString("x2", CultureInfo.InvariantCulture));
        return digits.ToString();
    }
}
