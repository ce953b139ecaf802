namespace GrowthBook.Pure.Spec;

internal static class Suite
{
    /// <summary>Skips a test that needs the public suite; in CI it fails instead.</summary>
    public static void Skip()
    {
        var reason = $"The public case suite is not at {Cases.SuitePath}; set GROWTHBOOK_SPEC_CASES to its path.";
        if (Environment.GetEnvironmentVariable("GROWTHBOOK_CI") == "1")
            Assert.Fail(reason);
        Xunit.Skip.If(true, reason);
    }
}
