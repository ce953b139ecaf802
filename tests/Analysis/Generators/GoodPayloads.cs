namespace GrowthBook.Analysis.Tests.Generators;

/// <summary>Payloads without mistakes, of features, rollouts, experiments, prerequisites and groups.</summary>
internal static class GoodPayloads
{
    private static readonly string[] Countries = ["DE", "FR", "PT", "US", "JP", "BR"];

    public static string Of(int seed)
    {
        var random = new Random(seed);
        var features = Enumerable.Range(0, random.Next(1, 5)).Select(i => Feature($"feature-{i}", i, random)).ToList();
        var group = random.Next(3);
        if (group == 0)
            features.Add("""{"defaultValue":false,"rules":[{"condition":{"id":{"$inGroup":"beta"}},"force":true}]}""".Insert(0, "\"grouped\":"));
        if (random.Next(2) == 0)
            features.Add("""{"defaultValue":"a","rules":[{"force":"b","parentConditions":[{"id":"feature-0"}]}]}""".Insert(0, "\"dependent\":"));
        var groups = group == 0 ? ",\"savedGroups\":{\"beta\":[\"u-1\",\"u-2\"]}" : "";
        return $"{{\"features\":{{{string.Join(',', features)}}}{groups}}}";
    }

    private static string Feature(string key, int number, Random random)
    {
        var rules = new List<string>();
        var countries = Countries.OrderBy(_ => random.Next()).ToArray();
        for (var i = random.Next(1, 4); i > 0; i--)
            rules.Add($$$"""{"id":"{{{key}}}-{{{i}}}","condition":{"country":"{{{countries[i]}}}","visits":{"$gte":{{{random.Next(10)}}}}},"force":{{{i}}} }""");
        if (random.Next(2) == 0)
            rules.Add($$"""{"id":"{{key}}-rollout","force":7,"coverage":{{random.Next(1, 10)}}e-1,"hashVersion":2,"seed":"{{key}}-rollout"}""");
        if (random.Next(2) == 0)
        {
            var weight = random.Next(1, 10_000);
            rules.Add($$"""{"key":"{{key}}-test","variations":[1,2],"weights":[{{weight}}e-4,{{10_000 - weight}}e-4],"hashVersion":2,"seed":"{{key}}","namespace":["shop",{{number}}e-1,{{number + 1}}e-1],"bucketVersion":1,"meta":[{"key":"0"},{"key":"1"}]}""");
        }
        return $"\"{key}\":{{\"defaultValue\":0,\"rules\":[{string.Join(',', rules)}]}}";
    }
}
