using System.Runtime.ExceptionServices;

namespace GrowthBook.Analysis;

/// <summary>Runs functions of other libraries that recurse into their input.</summary>
internal static class LargeStack
{
    private const int Bytes = 64 * 1024 * 1024;

    /// <summary>The result of a function on a thread with a large stack. Its exceptions are thrown here.</summary>
    public static T Run<T>(Func<T> function)
    {
        var (result, failure) = (default(T), default(ExceptionDispatchInfo));
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = function();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            Bytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
