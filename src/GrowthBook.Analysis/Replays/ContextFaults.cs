namespace GrowthBook.Analysis;

/// <summary>The faults of a context whose answers are to be compared.</summary>
internal static class ContextFaults
{
    /// <summary>Makes an error of the warning of a misspelt member of a stored document: it costs assignments, or looks as if it did.</summary>
    /// <param name="fault">A fault of the context.</param>
    /// <returns>The fault, which is an error where a member looks misspelt.</returns>
    public static PayloadError Judge(PayloadError fault) => UnknownMemberFault.RefuseMisspelt(fault);
}
