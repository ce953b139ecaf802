using System.Numerics;
using System.Runtime.Intrinsics;

namespace GrowthBook.Analysis;

/// <summary>
/// Passes over JSON text without reading it, several times as fast as a reader of tokens. What it passes over is valid JSON. It does not pass
/// over white space, escapes and more than 64 levels, which are left to a reader.
/// </summary>
/// <param name="text">Well-formed UTF-8.</param>
internal ref struct CompactJson(ReadOnlySpan<byte> text)
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    public readonly bool IsAtEnd => _at == _text.Length;

    /// <summary>The next byte; 0 at the end.</summary>
    private readonly byte Next => _at < _text.Length ? _text[_at] : (byte)0;

    /// <summary>Passes over a text, if it comes next.</summary>
    public bool Pass(ReadOnlySpan<byte> expected)
    {
        if (!_text[_at..].StartsWith(expected))
            return false;
        _at += expected.Length;
        return true;
    }

    /// <summary>Passes over a value.</summary>
    /// <returns><c>false</c> for text that is no value, or that is left to a reader.</returns>
    public bool PassValue()
    {
        var (depth, isObject) = (0, 0UL); // a bit for each open array or object, the lowest for the innermost
        while (true)
        {
            if (Next is (byte)'{' or (byte)'[')
            {
                if (++depth > MaxDepth)
                    return false;
                isObject = (isObject << 1) | (Next == '{' ? 1UL : 0);
                _at++;
                if (Next != End(isObject))
                {
                    if (!PassName(isObject))
                        return false;
                    continue;
                }
            }
            else if (!PassScalar())
            {
                return false;
            }
            while (depth > 0 && Next == End(isObject))
            {
                _at++;
                depth--;
                isObject >>= 1;
            }
            if (depth == 0)
                return true;
            if (!Pass((byte)',') || !PassName(isObject))
                return false;
        }
    }

    /// <summary>The byte that ends the innermost array or object.</summary>
    private static byte End(ulong isObject) => (isObject & 1) == 0 ? (byte)']' : (byte)'}';

    /// <summary>Passes over the name of a member and its colon, in an object.</summary>
    private bool PassName(ulong isObject) => (isObject & 1) == 0 || (Next == '"' && PassString() && Pass((byte)':'));

    private bool PassScalar() => Next switch
    {
        (byte)'"' => PassString(),
        (byte)'t' => Pass("true"u8),
        (byte)'f' => Pass("false"u8),
        (byte)'n' => Pass("null"u8),
        _ => PassNumber(),
    };

    private bool PassString()
    {
        _at++;
        while (_text.Length - _at >= Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(_text.Slice(_at, Vector128<byte>.Count));
            var special = Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\')) | Vector128.LessThan(bytes, Vector128.Create((byte)' '));
            if (special != default)
            {
                _at += BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
                return Pass((byte)'"');
            }
            _at += Vector128<byte>.Count;
        }
        while (Next is >= (byte)' ' and not ((byte)'"' or (byte)'\\'))
            _at++;
        return Pass((byte)'"');
    }

    private bool PassNumber()
    {
        _ = Pass((byte)'-');
        if (!Pass((byte)'0') && !PassDigits())
            return false;
        if (Pass((byte)'.') && !PassDigits())
            return false;
        if (Next is not ((byte)'e' or (byte)'E'))
            return true;
        _at++;
        if (Next is (byte)'+' or (byte)'-')
            _at++;
        return PassDigits();
    }

    private bool PassDigits()
    {
        var start = _at;
        while (Next is >= (byte)'0' and <= (byte)'9')
            _at++;
        return _at > start;
    }

    private bool Pass(byte expected)
    {
        if (Next != expected)
            return false;
        _at++;
        return true;
    }
}
