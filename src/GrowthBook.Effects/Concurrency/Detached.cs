namespace GrowthBook.Client;

/// <summary>Starts work that outlives its caller, without the caller's ambient values (a request's activity and the like).</summary>
internal static class Detached
{
    public static Task Run(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return Task.Run(work);
        using (ExecutionContext.SuppressFlow())
            return Task.Run(work);
    }
}
