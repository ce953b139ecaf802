namespace GrowthBook.Client;

/// <summary>Starts work that outlives its caller, without the caller's ambient values (a request's activity and the like).</summary>
internal static class Detached
{
    public static Task Run(Action work) => Start(static work => Task.Run(work), work);

    public static Task Run(Func<Task> work) => Start(static work => Task.Run(work), work);

    public static Task<T> Run<T>(Func<Task<T>> work) => Start(static work => Task.Run(work), work);

    /// <summary>Calls a function that starts a task.</summary>
    /// <param name="start">Starts the task.</param>
    /// <param name="state">The argument of the function, so that it needs no closure.</param>
    public static TTask Start<TState, TTask>(Func<TState, TTask> start, TState state)
        where TTask : Task
    {
        if (ExecutionContext.IsFlowSuppressed())
            return start(state);
        using (ExecutionContext.SuppressFlow())
            return start(state);
    }
}
