namespace GrowthBook.RegularExpressions;

/// <content>Quantifiers (22.2.1, Quantifier and QuantifierPrefix).</content>
internal sealed partial class EcmaRegexParser
{
    private RegexNode? ParseQuantifier(RegexNode atom, int groupsBefore)
    {
        if (AtEnd)
            return atom;
        var start = _at;
        int min, max;
        switch (_pattern[_at])
        {
            case '*':
                _at++;
                (min, max) = (0, RepeatNode.Unlimited);
                break;
            case '+':
                _at++;
                (min, max) = (1, RepeatNode.Unlimited);
                break;
            case '?':
                _at++;
                (min, max) = (0, 1);
                break;
            case '{' when ReadBraces(out min, out max):
                break;
            default:
                return atom;
        }
        var isGreedy = !Take('?');
        if (min > max)
            return Fail("numbers out of order in quantifier", start);
        return min == 1 && max == 1 ? atom : new RepeatNode(atom, min, max, isGreedy, groupsBefore + 1, _groups);
    }

    /// <summary>
    /// Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>. Anything else is literal text and stays unread.
    /// Numbers beyond an int count as unlimited.
    /// </summary>
    private bool ReadBraces(out int min, out int max)
    {
        var start = _at++;
        max = 0;
        if (ReadNumber(out min))
        {
            max = min;
            if (Take(',') && !ReadNumber(out max))
                max = RepeatNode.Unlimited;
            if (Take('}'))
                return true;
        }
        _at = start;
        return false;
    }

    private bool ReadNumber(out int value)
    {
        var start = _at;
        var exact = 0L;
        while (!AtEnd && _pattern[_at] is >= '0' and <= '9')
        {
            exact = (exact * 10) + (_pattern[_at++] - '0');
            exact = exact < int.MaxValue ? exact : int.MaxValue;
        }
        value = (int)exact;
        return _at > start;
    }
}
