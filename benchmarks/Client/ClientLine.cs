namespace GrowthBook.Benchmarks;

/// <summary>
/// A call of the client and the pure evaluation that it contains. Each function creates the work of one thread: a function that
/// repeats the call a number of times. The work returns a number, so that it is not optimised away.
/// </summary>
internal sealed record ClientLine(string Scenario, ClientLimit Limit, Func<Func<int, int>> Client, Func<Func<int, int>> Pure)
{
    /// <summary>All rows, in the order in which they are printed.</summary>
    public static IEnumerable<ClientLine> All(Workload workload) => [.. EvaluationLines.Of(workload), .. UserLines.Of(workload)];

    /// <summary>The row for <c>--lines</c>; the pure evaluation takes the place of the hand-written code.</summary>
    public Line ToLine() => new(Scenario, 1, OnFirstUse(Client), OnFirstUse(Pure));

    private static Func<int, int> OnFirstUse(Func<Func<int, int>> create)
    {
        var work = new Lazy<Func<int, int>>(create);
        return times => work.Value(times);
    }
}
