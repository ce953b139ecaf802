namespace GrowthBook.Analysis.Tests.Lint;

/// <summary>For each code a payload that has it, and one that barely has not.</summary>
internal static class LintCases
{
    private const string Meta = "\"meta\":[{\"key\":\"a\"},{\"key\":\"b\"}]";

    public static readonly (string Code, string Has, string HasNot)[] All =
    [
        ("GB101", Rule("\"force\":1,\"coverage\":\"half\""), Rule("\"force\":1,\"coverage\":0.5")),
        ("GB102", Rule("\"id\":\"empty\""), Rule("\"id\":\"gate\",\"parentConditions\":[{\"id\":\"g\"}]", ",\"g\":{\"defaultValue\":0,\"rules\":[{\"force\":1,\"coverage\":0.5}]}")),
        ("GB103", Rule("\"force\":1,\"coverage\":0.5,\"hashAtribute\":\"id\""), Rule("\"force\":1,\"coverage\":0.5,\"hashAttribute\":\"id\"")),
        ("GB104", Rule("\"force\":1,\"force\":2"), Rule("\"force\":2")),
        ("GB105", "{\"features\":{},}", "{\"features\":{}}"),
        ("GB106", "{\"encryptedFeatures\":\"AAAA.AAAA\"}", "{\"encryptedFeatures\":\"\"}"),
        ("GB107", Attributes("userId", "user_id"), Attributes("userId", "user.id")),
        ("GB108", Attributes("country", "country", "counttry"), Attributes("country", "counttry")),
        ("GB109", Rules("\"force\":1,\"condition\":{\"plan\":\"pro\"}", "\"force\":2,\"condition\":{\"plan\":{\"$in\":[\"team\",\"Pro\"]}}"), Rules("\"force\":1,\"condition\":{\"plan\":\"pro\"}", "\"force\":2,\"condition\":{\"tier\":{\"$in\":[\"team\",\"Pro\"]},\"plan\":{\"$ini\":[\"PRO\"]}}")),

        ("GB201", Rule("\"force\":1,\"condition\":{\"age\":{\"$gt\":5,\"$lt\":5}}"), Rule("\"force\":1,\"condition\":{\"age\":{\"$gte\":5,\"$lte\":5}}")),
        ("GB202", Rule("\"force\":1,\"condition\":{\"age\":{\"$nin\":[]}}"), Rule("\"force\":1,\"condition\":{\"age\":{\"$nin\":[5]}}")),
        ("GB203", Rules("\"force\":1,\"condition\":{\"age\":{\"$gt\":5}}", "\"force\":2,\"condition\":{\"age\":{\"$gt\":5.5}}"),
            Rules("\"force\":1,\"condition\":{\"age\":{\"$gt\":5.5}}", "\"force\":2,\"condition\":{\"age\":{\"$gt\":5}}")),
        ("GB204", Rules("\"force\":1", "\"force\":2,\"coverage\":0.5"), Rules("\"force\":1,\"coverage\":1", "\"force\":2,\"coverage\":0.5")),
        ("GB205", Rules("\"id\":\"a\",\"force\":1,\"coverage\":0.5", "\"id\":\"b\",\"force\":1,\"coverage\":0.5"),
            Rules("\"id\":\"a\",\"force\":1,\"coverage\":0.5", "\"id\":\"b\",\"force\":1,\"coverage\":0.6")),
        ("GB206", Rule("\"force\":1,\"parentConditions\":[{\"id\":\"gone\"}]"),
            Rule("\"force\":1,\"parentConditions\":[{\"id\":\"g\"}]", ",\"g\":{\"defaultValue\":0,\"rules\":[{\"force\":1,\"coverage\":0.5}]}")),
        ("GB207", Leaves(500), Leaves(25)),
        ("GB208", Rules("\"id\":\"a\",\"force\":1,\"coverage\":0.5", "\"id\":\"a\",\"force\":2,\"coverage\":0.6"),
            Rules("\"id\":\"a\",\"force\":1,\"coverage\":0.5", "\"id\":\"A\",\"force\":2,\"coverage\":0.6")),
        ("GB209", Rule("\"force\":1,\"condition\":{\"$not\":{\"device.tags\":[\"a\"]}}"), Rule("\"force\":1,\"condition\":{\"tags\":{\"$in\":[\"a\"]},\"size\":\"a\"}")),

        ("GB301", Experiment("\"weights\":[0.5,0.4998]"), Experiment("\"weights\":[0.5,0.4999]")),
        ("GB302", Experiment("\"ranges\":[[0,0.5],[0.4999,1]]"), Experiment("\"ranges\":[[0,0.5],[0.5,1]]")),
        ("GB303", Rules(Exp("\"key\":\"x\",\"seed\":\"s\""), Exp("\"key\":\"y\",\"seed\":\"s\"")), Rules(Exp("\"key\":\"x\",\"seed\":\"s\""), Exp("\"key\":\"y\",\"seed\":\"t\""))),
        ("GB304", Rules(Exp("\"key\":\"x\",\"namespace\":[\"n\",0,0.6]"), Exp("\"key\":\"y\",\"namespace\":[\"n\",0.5,1]")),
            Rules(Exp("\"key\":\"x\",\"namespace\":[\"n\",0,0.5]"), Exp("\"key\":\"y\",\"namespace\":[\"n\",0.5,1]"))),
        ("GB305", Rule($"\"variations\":[1,2],\"hashVersion\":1,{Meta}"), Experiment("\"name\":\"x\"")),
        ("GB306", Rule("\"variations\":[1,2],\"hashVersion\":2,\"bucketVersion\":1,\"meta\":[{\"key\":\"a\"},{\"name\":\"b\"}]"), Experiment("\"bucketVersion\":1")),
        ("GB307", Experiment("\"bucketVersion\":2,\"minBucketVersion\":3"), Experiment("\"bucketVersion\":3,\"minBucketVersion\":3")),
        ("GB308", Experiment("\"coverage\":0.12345"), Experiment("\"coverage\":0.1234")),
        ("GB309", Experiment("\"coverage\":0"), Experiment("\"coverage\":0.0001")),
        ("GB310", Rule("\"variations\":[1],\"hashVersion\":2"), Experiment("\"name\":\"x\"")),
        ("GB311", Rule($"\"variations\":[1,2],\"hashVersion\":3,{Meta}"), Experiment("\"name\":\"x\"")),

        ("GB312", Bandit("other", "[0.2,0.8]"), Bandit("b", "[0.2,0.8]")),
        ("GB313", Rule("\"variations\":[1,2],\"hashVersion\":2,\"meta\":[{\"key\":\"1\"},{\"name\":\"one\"}]"),
            Rule("\"variations\":[1,2],\"hashVersion\":2,\"meta\":[{\"key\":\"0\"},{\"name\":\"one\"}]")),
        ("GB314", Rules(Exp("\"key\":\"x\",\"condition\":{\"age\":5}"), Exp("\"key\":\"x\",\"weights\":[0.6,0.4]")),
            Rules(Exp("\"key\":\"x\",\"condition\":{\"age\":5}"), Exp("\"key\":\"x\",\"weights\":[0.5,0.5],\"coverage\":0.5"))),

        ("GB401", Experiment("\"weights\":[0,1]"), Experiment("\"weights\":[0.0001,0.9999]")),
        ("GB402", With("\"force\":1,\"coverage\":0.5", "\"grp\":[\"u-1\"]"), With("\"force\":1,\"condition\":{\"id\":{\"$inGroup\":\"grp\"}}", "\"grp\":[\"u-1\"]")),
        ("GB403", Rule("\"force\":1,\"parentConditions\":[{\"id\":\"g\",\"condition\":{\"value\":0}}]", ",\"g\":{\"defaultValue\":0}"),
            Rule("\"force\":1,\"parentConditions\":[{\"id\":\"g\",\"condition\":{\"value\":0}}]", ",\"g\":{\"defaultValue\":0,\"rules\":[{\"force\":1,\"coverage\":0.5}]}")),
        ("GB405", Bandit("", "[0.2,0.8]"), Bandit("b", "[0.2,0.8]")),

        ("GB501", Rule($"\"variations\":[1,\"2\"],\"hashVersion\":2,{Meta}"), Rule($"\"variations\":[1,null],\"hashVersion\":2,{Meta}")),
        ("GB502", Rule("\"force\":\"1\""), Rule("\"force\":null")),
        ("GB504", Text("\"false\"", "true"), Text("\"false\"", "\"automatic\"")),

        ("GB601", Rule("\"force\":1,\"condition\":{\"mail\":{\"$regex\":\"(a\"}}"), Rule("\"force\":1,\"condition\":{\"mail\":{\"$regex\":\"(a)\"}}")),
        ("GB602", Rule("\"force\":1,\"condition\":{\"mail\":{\"$regex\":\"^(a+)+$\"}}"), Rule("\"force\":1,\"condition\":{\"mail\":{\"$regex\":\"^(ab+)+$\"}}")),
        ("GB603", Rule("\"force\":1,\"condition\":{\"mail\":{\"$regex\":\"@shop\\\\.example\"}}"), Rule("\"force\":1,\"condition\":{\"mail\":{\"$regex\":\"@shop\\\\.example$\"}}")),

        ("GB701", Rule("\"force\":1,\"condition\":{\"id\":{\"$inGroup\":\"__sgUnknown__\"}}"), With("\"force\":1,\"condition\":{\"id\":{\"$inGroup\":\"sgUnknown\"}}", "\"sgUnknown\":[\"u-1\"]")),
        ("GB702", With("\"force\":1,\"condition\":{\"id\":{\"$inGroup\":\"grp2\"}}", "\"grp\":[\"u-1\"]"), With("\"force\":1,\"condition\":{\"id\":{\"$inGroup\":\"grp\"}}", "\"grp\":[\"u-1\"]")),
        ("GB703", Group("\"1\",2"), Group("\"1\",\"2\"")),
        ("GB704", Group("\"u-1\",\"U-1\""), Group("\"u-1\",\"U-2\"")),

        ("GB801", Rule("\"force\":1,\"condition\":{\"mail\":{\"$in\":[\"ada@shop.example\"]}}"), Rule("\"force\":1,\"condition\":{\"mail\":{\"$regex\":\"@shop\\\\.example$\"}}")),
        ("GB802", Rule("\"force\":1,\"condition\":{\"lastName\":\"Lovelace\"}"), Rule("\"force\":1,\"condition\":{\"lastName\":{\"$exists\":true}}")),
    ];

    /// <summary>A rule that tests attributes, each once per time it is given.</summary>
    private static string Attributes(params string[] names) =>
        Rule("\"force\":1,\"condition\":{\"$and\":[" + string.Join(",", names.Select(name => $"{{\"{name}\":\"x\"}}")) + "]}");

    private static string Exp(string members) => $"\"variations\":[1,2],\"hashVersion\":2,{Meta},{members}";

    private static string Experiment(string members) => Rule(Exp(members));

    private static string Rule(string members, string features = "") => "{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[{" + members + "}]}" + features + "}}";

    private static string Text(string defaultValue, string force) => "{\"features\":{\"f\":{\"defaultValue\":" + defaultValue + ",\"rules\":[{\"force\":" + force + "}]}}}";

    private static string Rules(string first, string second) => Rule(first + "},{" + second);

    private static string With(string rule, string groups) => "{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[{" + rule + "}]}},\"savedGroups\":{" + groups + "}}";

    private static string Bandit(string reference, string weights) => BanditOf(reference, $"{{\"leafId\":1,\"weights\":{weights}}}");

    private static string Leaves(int count) => BanditOf("b", string.Join(",", Enumerable.Range(1, count)
        .Select(id => $"{{\"leafId\":{id},\"condition\":{{\"a\":{{\"$gt\":{id}}},\"b\":{{\"$lt\":{id}}}}},\"weights\":[0.2,0.8]}}")));

    private static string BanditOf(string reference, string leaves) =>
        "{\"contextualBandits\":{\"b\":{\"contexts\":[" + leaves + "]}},"
        + $"\"features\":{{\"f\":{{\"defaultValue\":0,\"rules\":[{{{Exp($"\"contextualBanditRef\":\"{reference}\"")}}}]}}}}}}";

    private static string Group(string ids) => With("\"force\":1,\"condition\":{\"id\":{\"$inGroup\":\"grp\"}}", $"\"grp\":[{ids}]");
}
