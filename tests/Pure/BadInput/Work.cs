namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Counts work that does not depend on the machine.</summary>
internal static class Work
{
    /// <summary>Asserts that twice the size costs at most so many times as much, at each of three doublings.</summary>
    /// <param name="size">The smallest size.</param>
    /// <param name="cost">The cost of a size.</param>
    /// <param name="factor">Above 2 for what a linear cost may have in addition, below 4 for a quadratic one.</param>
    public static void AssertLinear(int size, Func<int, long> cost, double factor = 2.6)
    {
        var costs = Enumerable.Range(0, 4).Select(i => cost(size << i)).ToArray();
        for (var i = 1; i < costs.Length; i++)
            Assert.True(costs[i] <= factor * costs[i - 1], $"sizes from {size}, doubled: {string.Join(", ", costs)}");
    }
}
