#if NET
namespace GrowthBook;

/// <summary>Why the members of this assembly do not work in trimmed and native programs.</summary>
internal static class Reflection
{
    public const string Message = "LanguageExt uses reflection and generates code at run time; trimmed and native programs use Parse and ValueOr.";
}
#endif
