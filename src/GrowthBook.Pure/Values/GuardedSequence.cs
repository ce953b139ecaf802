namespace GrowthBook;

/// <summary>
/// The elements of a collection of the caller, whose enumerator may throw anything: the exception becomes one that names the
/// attribute. It is caught in functions of their own, which are not on the stack while an element is converted.
/// </summary>
internal readonly struct GuardedSequence<T>(IEnumerable<T> source, Place place)
{
    public Enumerator GetEnumerator()
    {
        try
        {
            return new Enumerator(source.GetEnumerator(), place);
        }
        catch (Exception e)
        {
            throw place.Fault(e);
        }
    }

    internal readonly struct Enumerator(IEnumerator<T> items, Place place) : IDisposable
    {
        public T Current => items.Current;

        public bool MoveNext()
        {
            try
            {
                return items.MoveNext();
            }
            catch (Exception e)
            {
                throw place.Fault(e);
            }
        }

        public void Dispose() => items.Dispose();
    }
}

/// <summary>Creates <see cref="GuardedSequence{T}"/>.</summary>
internal static class GuardedSequence
{
    public static GuardedSequence<T> Of<T>(IEnumerable<T> source, Place place) => new(source, place);
}
