using FsCheck.Xunit;

namespace GrowthBook.Pure.Properties;

/// <summary>
/// A law: a property that holds for all values of its parameters. The seed is new in each run; a failure prints it,
/// and <c>[Law(Replay = "…")]</c> runs the same values again.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LawAttribute : PropertyAttribute
{
    public LawAttribute()
    {
        Arbitrary = [typeof(Arbitraries)];
        MaxTest = 200;
        QuietOnSuccess = true;
    }
}

/// <summary>Random input that must be evaluated without an exception, with the values and seeds of a law.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FuzzAttribute : PropertyAttribute
{
    public FuzzAttribute()
    {
        Arbitrary = [typeof(Arbitraries)];
        MaxTest = 200;
        QuietOnSuccess = true;
    }
}
