#if !NET
namespace System.Diagnostics;

/// <summary>Thrown where a closed hierarchy or enum has a case that is not handled: never, unless one was added.</summary>
internal sealed class UnreachableException() : Exception("a case was added that is not handled here");
#endif
