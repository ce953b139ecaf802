using System.Text;

namespace GrowthBook.Analysis.Tests.Source;

public sealed class DecryptedPartTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    [Fact]
    public void A_decrypted_part_has_the_paths_of_the_plain_one_and_the_place_of_the_encrypted_text()
    {
        var source = Read(
            Key,
            ("encryptedFeatures", """{"f":{"defaultValue":0,"rules":[7,{"id":"r","key":"x","variations":[0,1]}]}}"""),
            ("encryptedSavedGroups", """{"g":{"type":"list","attributeKey":"id","values":["u-1"]}}"""),
            ("encryptedExperiments", """[{"variations":[0,1]},{"key":"page","variations":[0,1]}]"""));

        var (feature, group, page) = (Assert.Single(source.Features), Assert.Single(source.Groups), Assert.Single(source.PageExperiments));
        Assert.Equal(("f", "$.features.f", new LineColumn(2, 1)), (feature.Key, feature.Node.Path, feature.Node.Place));
        Assert.Equal([(false, ""), (true, "r")], feature.Rules.Select(rule => (rule.IsUsed, rule.Id)));
        Assert.Equal(("g", new LineColumn(3, 1)), (group.Id, group.Ids.Single().Place));
        Assert.Equal(("page", "$.experiments[1]", new LineColumn(4, 1)), (page.Experiment.Key, page.Node.Path, page.Node.Place));
        Assert.Equal(["x", "page"], source.Experiments.Select(experiment => experiment.Experiment.Key));
    }

    [Fact]
    public void Lint_finds_mistakes_in_decrypted_parts()
    {
        var source = Read(
            Key,
            ("encryptedFeatures", """
                {"f":{"defaultValue":0,"rules":[
                  {"id":"r","force":1,"coverage":0,"coverage":0},
                  {"id":"s","force":2,"condition":{"name":{"$regex":"^(a+)+$"},"$savedGroup":{"id":"none"}}},
                  {"id":"t","force":3,"condition":{"$savedGroup":{"id":"g"}}}]}}
                """),
            ("encryptedSavedGroups", """{"g":{"type":"condition","condition":{"plan":"pro"}}}"""));

        var findings = Analysis.Lint.Of(source).Findings;

        foreach (var code in new[] { LintCodes.DuplicateMember, LintCodes.CatastrophicExpression, LintCodes.UnknownGroup, LintCodes.Find("GB201") })
            Assert.Contains(findings, finding => finding.Code == code);
        Assert.All(findings, finding => Assert.Equal(new LineColumn(2, 1), finding.Place));
        Assert.Single(findings, finding => finding.Code == LintCodes.UnknownGroup);
        Assert.Contains(findings, finding => finding.Path == "$.features.f.rules[0]");
    }

    [Fact]
    public void Without_the_key_the_plain_part_counts()
    {
        (string, string)[] parts = [("encryptedFeatures", """{"f":{"defaultValue":0}}""")];

        Assert.Empty(Read(new byte[16], parts).Features);
        Assert.Empty(PayloadSource.Read(Encoding.UTF8.GetBytes(Sources.Encrypted(Key, parts))).Features);
        Assert.Empty(Read(Key, ("encryptedFeatures", "{")).Features);
    }

    private static PayloadSource Read(byte[] key, params (string Name, string Json)[] parts) =>
        PayloadSource.Read(Encoding.UTF8.GetBytes(Sources.Encrypted(Key, parts)), Convert.ToBase64String(key));
}
