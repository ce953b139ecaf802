namespace GrowthBook.Pure.Tests.Scaling;

/// <summary>Payloads with every kind of rule, page experiments, bandits and saved groups, some parts of which are malformed.</summary>
internal static class PayloadGrammar
{
    public static string Payload(GrowingText text)
    {
        text.Add("{\"features\":{").Times(4, i => Feature(text, i), ",").Add("}");
        if (text.OneIn(2))
            text.Add(",\"savedGroups\":{").Times(4, i => Group(text, i), ",").Add("}");
        if (text.OneIn(2))
            text.Add(",\"experiments\":[").Times(3, i => PageExperiment(text, i), ",").Add("]");
        if (text.OneIn(2))
            text.Add(",\"contextualBandits\":{").Times(2, i => Bandit(text, i), ",").Add("}");
        text.Add("}");
        return text.Take();
    }

    private static void Feature(GrowingText text, int i)
    {
        text.Add($"\"f{i}");
        if (text.OneIn(6))
            SubjectGrammar.Content(text);
        text.Add("\":{\"defaultValue\":");
        SubjectGrammar.Value(text, i, 1);
        text.Add(",\"rules\":[").Times(4, _ => Rule(text, i), ",").Add("]}");
    }

    private static void Rule(GrowingText text, int feature)
    {
        text.Add("{\"id\":\"r\"");
        if (text.OneIn(3))
            Prerequisites(text, feature);
        if (text.OneIn(2))
            Common(text);
        switch (text.Below(5))
        {
            case 0 or 1:
                text.Add(text.Pick(",\"coverage\":0.9", ",\"range\":[0,0.9]", "")).Add(",\"force\":");
                SubjectGrammar.Value(text, 0, 1);
                if (text.OneIn(4))
                    text.Add(",\"tracks\":[").Times(2, i => Track(text, i), ",").Add("]");
                break;
            case 2 or 3:
                if (!text.OneIn(4))
                {
                    text.Add($",\"key\":\"e{feature}");
                    if (text.OneIn(6))
                        SubjectGrammar.Content(text);
                    text.Add("\"");
                }
                text.Add(",");
                Variations(text, text.Pick("variations", "contextualVariations"));
                text.Add(text.Pick("", ",\"contextualBanditRef\":\"b0\""));
                break;
        }
        if (text.OneIn(12))
            text.Times(3, i => text.Add($",\"{text.Pick("conditon", "unknown", "hashAttribute", "seed")}{(text.OneIn(2) ? i : "")}\":{i}"));
        text.Add("}");
    }

    private static void Common(GrowingText text)
    {
        text.Add(",\"condition\":");
        ConditionGrammar.Condition(text, 2);
        if (text.OneIn(4))
            text.Add(",\"filters\":[").Times(2, i => Filter(text, i), ",").Add("]");
        text.Add(text.Pick("", ",\"hashAttribute\":\"a0\"", ",\"hashAttribute\":\"a0\",\"fallbackAttribute\":\"id\"", ",\"namespace\":[\"n\",0,0.9]"));
        text.Add(text.Pick("", ",\"hashVersion\":2", ",\"hashVersion\":7"));
        if (text.OneIn(6))
        {
            text.Add(",\"seed\":");
            SubjectGrammar.String(text);
        }
    }

    private static void Filter(GrowingText text, int i) => text
        .Add($"{{\"seed\":\"s{i}\",\"attribute\":\"{SubjectGrammar.Attribute(text)}\",\"hashVersion\":2,\"ranges\":[")
        .Times(3, j => text.Add(text.OneIn(2) ? "[0,0.99]" : $"[{j},{j + 1}]"), ",").Add("]}");

    private static void Prerequisites(GrowingText text, int feature)
    {
        text.Add(",\"parentConditions\":[");
        text.Times(2, i =>
        {
            text.Add($"{{\"id\":\"f{text.Pick(feature + 1, feature + 2, feature + i + 1, 0)}\",\"gate\":{text.Pick("true", "false")},\"condition\":");
            if (text.OneIn(2))
                text.Add("{\"value\":{\"$exists\":").Add(text.Pick("true", "false")).Add("}}");
            else
                ConditionGrammar.Condition(text, 1);
            text.Add("}");
        }, ",");
        text.Add("]");
    }

    private static void Variations(GrowingText text, string name)
    {
        text.Add($"\"{name}\":[0,").Times(3, i => SubjectGrammar.Value(text, i, 1), ",").Add("]");
        if (text.OneIn(3))
            text.Add(",\"weights\":[").Times(3, _ => text.Add("0.5"), ",").Add("]");
        if (text.OneIn(3))
            text.Add(",\"ranges\":[").Times(3, i => text.Add(text.OneIn(2) ? "[0,0.4]" : $"[0.{i},0.{i + 1}]"), ",").Add("]");
        var passthrough = text.Pick("", "", ",\"passthrough\":true");
        if (text.OneIn(3))
            text.Add(",\"meta\":[").Times(3, i => text.Add($"{{\"key\":\"{i}\",\"name\":\"n\"{passthrough}}}"), ",").Add("]");
        text.Add(text.Pick("", ",\"minBucketVersion\":1,\"bucketVersion\":2"));
    }

    private static void Track(GrowingText text, int i) => text.Add(
        $"{{\"experiment\":{{\"key\":\"e{i}\",\"variations\":[0,1]}},\"result\":{{\"variationId\":1,\"inExperiment\":true,\"value\":1,\"hashAttribute\":\"id\",\"hashValue\":\"1\"}}}}");

    private static void PageExperiment(GrowingText text, int i)
    {
        text.Add($"{{\"key\":\"e{i}\",\"changeId\":\"c{i}\",\"variations\":[{{}},").Times(3, j => Change(text, j), ",").Add("]");
        text.Add(",\"urlPatterns\":[").Times(3, j => Pattern(text, j), ",").Add("]");
        text.Add(text.Pick("", ",\"persistQueryString\":true", ",\"manual\":true"));
        if (text.OneIn(3))
            Common(text);
        if (text.OneIn(4))
            Prerequisites(text, -1);
        text.Add("}");
    }

    private static void Change(GrowingText text, int i)
    {
        if (text.OneIn(2))
            text.Add($"{{\"urlRedirect\":\"https://a/{i}?x=1\"}}");
        else
            text.Add("{\"css\":\"").Times(3, _ => text.Add("x")).Add("\",\"domMutations\":[]}");
    }

    private static void Pattern(GrowingText text, int i)
    {
        text.Add($"{{\"include\":{text.Pick("true", "false")},\"type\":\"");
        if (text.OneIn(2))
        {
            text.Add("regex\",\"pattern\":\"");
            ConditionGrammar.Pattern(text);
        }
        else
        {
            text.Add("simple\",\"pattern\":\"").Add(text.Pick("", "https://a", "/", "*", $"/{i}"))
                .Times(3, _ => text.Add(text.Pick("*", "*a", "/a", "?a=*", "é", "**"))).Add(text.Pick("", "*", "#a"));
        }
        text.Add("\"}");
    }

    private static void Bandit(GrowingText text, int i) => text.Add($"\"b{i}\":{{\"banditVersion\":1,\"contexts\":[").Times(3, leaf =>
    {
        text.Add($"{{\"leafId\":{leaf},\"condition\":");
        ConditionGrammar.Condition(text, 1);
        text.Add(",\"weights\":[").Times(3, _ => text.Add("0.5"), ",").Add("]}");
    }, ",").Add("]}");

    private static void Group(GrowingText text, int i)
    {
        text.Add($"\"g{i}\":");
        switch (text.Below(5))
        {
            case 0:
                text.Add("[").Times(6, j => SubjectGrammar.Scalar(text, j), ",").Add("]");
                break;
            case 1:
                text.Add("{\"type\":\"list\",\"attributeKey\":\"id\",\"values\":[").Times(6, j => SubjectGrammar.Scalar(text, j), ",").Add("]}");
                break;
            case 2:
                text.Add($"{{\"type\":\"condition\",\"condition\":{{\"$or\":[").Times(2, j => text.Add(
                    $"{{\"$savedGroup\":{{\"id\":\"g{text.Pick(i + 1, i + 1, j, 0)}\"}}}}"), ",").Add("]}}");
                break;
            default:
                text.Add("{\"type\":\"condition\",\"condition\":");
                ConditionGrammar.Condition(text, 2);
                text.Add("}");
                break;
        }
    }
}
