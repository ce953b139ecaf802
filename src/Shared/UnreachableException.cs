#if !NET
namespace System.Diagnostics;

/// <summary>Thrown if a switch over a closed hierarchy or enum meets a case that it does not handle.</summary>
internal sealed class UnreachableException() : Exception("a case was added that is not handled here");
#endif
