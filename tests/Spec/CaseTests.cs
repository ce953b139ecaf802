namespace GrowthBook.Pure.Spec;

/// <summary>One test case for each row of the public suite and of the repository's own files.</summary>
public class CaseTests
{
    [SkippableTheory, Rows("evalCondition")]
    public void EvalCondition(Row row) => Test(row);

    [SkippableTheory, Rows("hash")]
    public void Hash(Row row) => Test(row);

    [SkippableTheory, Rows("getBucketRange")]
    public void GetBucketRange(Row row) => Test(row);

    [SkippableTheory, Rows("feature")]
    public void Feature(Row row) => Test(row);

    [SkippableTheory, Rows("run")]
    public void Run(Row row) => Test(row);

    [SkippableTheory, Rows("chooseVariation")]
    public void ChooseVariation(Row row) => Test(row);

    [SkippableTheory, Rows("getQueryStringOverride")]
    public void GetQueryStringOverride(Row row) => Test(row);

    [SkippableTheory, Rows("inNamespace")]
    public void InNamespace(Row row) => Test(row);

    [SkippableTheory, Rows("getEqualWeights")]
    public void GetEqualWeights(Row row) => Test(row);

    [SkippableTheory, Rows("decrypt")]
    public void Decrypt(Row row) => Test(row);

    [SkippableTheory, Rows("stickyBucket")]
    public void StickyBucket(Row row) => Test(row);

    [SkippableTheory, Rows("urlRedirect")]
    public void UrlRedirect(Row row) => Test(row);

    [SkippableTheory, Rows("contextualBandit")]
    public void ContextualBandit(Row row) => Test(row);

    [Theory, Rows("record", IsOurs = true)]
    public void Record(Row row) => Test(row);

    private static void Test(Row row)
    {
        if (row.IsAbsent)
            Suite.Skip();
        Checks.Run(row);
    }
}
