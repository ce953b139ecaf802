namespace GrowthBook.Pure.Tests.Scaling;

/// <summary>Conditions with every operator, references to saved groups, and regular expressions of hostile kinds.</summary>
internal static class ConditionGrammar
{
    /// <summary>Parts of patterns, as JSON: nested quantifiers, look-around, back-references, counted groups, classes, syntax errors.</summary>
    private static readonly string[] PatternUnits =
    [
        "a", "(a|aa)+", "(a*)*", "(a|b)?", "a{1,100}", "(a{0,9}){0,9}", "(?=a)", "(?!a*b)", "(?<=a*)", "(?<!a)", "\\\\1", "(?<n>a)\\\\k<n>", "[a-zé😀]",
        "[^a]*", "\\\\b", "\\\\u0041", ".*", ".*?", "$", "^", "(?:", ")", "[", "\\\\", "(()|a)*", "é", "\\ud83d", "|", "{1000}",
    ];

    public static void Condition(GrowingText text, int depth)
    {
        if (text.OneIn(24))
        {
            SubjectGrammar.Scalar(text, 0);
            return;
        }
        var distinct = text.OneIn(2);
        text.Add("{").Times(3, i => Member(text, depth, distinct ? i : -1), ",").Add("}");
    }

    private static void Member(GrowingText text, int depth, int i)
    {
        switch (text.Below(depth > 0 ? 9 : 5))
        {
            case 4:
                text.Add("\"$savedGroup\":");
                Reference(text, i);
                break;
            case 5 or 6:
                text.Add($"\"{text.Pick("$or", "$and", "$nor")}\":[").Times(3, _ => Condition(text, depth - 1), ",").Add("]");
                break;
            case 7:
                text.Add("\"$not\":");
                Condition(text, depth - 1);
                break;
            default:
                text.Add(i < 0 || text.OneIn(2) ? $"\"{SubjectGrammar.Attribute(text)}" : $"\"a{i}");
                if (text.OneIn(8))
                    SubjectGrammar.Content(text);
                text.Add("\":");
                Operand(text, depth);
                break;
        }
    }

    private static void Reference(GrowingText text, int i) =>
        text.Add($"{{\"id\":\"g{(text.OneIn(3) && i >= 0 ? i : text.Below(3))}\"{text.Pick("", ",\"attributeKey\":\"id\"", ",\"attributeKey\":\"a0\"")}}}");

    private static void Operand(GrowingText text, int depth)
    {
        if (text.OneIn(6))
            SubjectGrammar.Value(text, 0, 1);
        else
            text.Add("{").Times(2, i => Operator(text, depth, i), ",").Add("}");
    }

    private static void Operator(GrowingText text, int depth, int i)
    {
        switch (text.Below(8))
        {
            case 0:
                text.Add($"\"{text.Pick("$eq", "$ne", "$lt", "$lte", "$gt", "$gte", "$veq", "$vne", "$vlt", "$vlte", "$vgt", "$vgte")}\":");
                SubjectGrammar.Value(text, i, 1);
                break;
            case 1 or 2:
                text.Add($"\"{text.Pick("$in", "$nin", "$ini", "$nini", "$all", "$alli")}\":[").Times(6, j => SubjectGrammar.Scalar(text, j), ",").Add("]");
                break;
            case 3 or 4:
                text.Add($"\"{text.Pick("$regex", "$regexi", "$notRegex")}\":\"");
                Pattern(text);
                text.Add("\"");
                break;
            case 5:
                text.Add($"\"{text.Pick("$inGroup", "$notInGroup")}\":\"g{text.Below(3)}\"");
                break;
            case 6:
                text.Add("\"$all\":[").Times(3, _ => Nested(text, depth), ",").Add("]");
                break;
            default:
                text.Add($"\"{text.Pick("$not", "$elemMatch", "$size", "$exists", "$type", "$what")}\":");
                Nested(text, depth);
                break;
        }
    }

    private static void Nested(GrowingText text, int depth)
    {
        if (depth > 0 && text.OneIn(2))
            Operand(text, depth - 1);
        else if (depth > 0 && text.OneIn(2))
            Condition(text, depth - 1);
        else
            SubjectGrammar.Scalar(text, 1);
    }

    public static void Pattern(GrowingText text)
    {
        var (first, second) = (text.Pick<string>(PatternUnits), text.Pick<string>(PatternUnits));
        text.Times(3, _ => text.Add(first));
        text.Times(2, _ => text.Add(second));
        if (text.OneIn(3))
            text.Times(3, _ => text.Add("(")).Add("a").Add(text.Pick("", "*", "?")).Times(3, _ => text.Add(text.Pick(")", ")*", "){0,3}")));
        text.Add(text.Pick("", "$", "b", "\\\\1"));
    }
}
