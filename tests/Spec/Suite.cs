namespace GrowthBook.Pure.Spec;

internal static class Suite
{
    /// <summary>Skips a test that needs the public suite; in CI it fails instead.</summary>
    public static void Skip()
    {
        var reason = $"the public case suite is not at {Cases.SuitePath}; tests/Spec/suite.sh downloads it and runs it";
        if (Environment.GetEnvironmentVariable("GROWTHBOOK_CI") == "1")
            Assert.Fail(reason);
        Xunit.Skip.If(true, reason);
    }
}
