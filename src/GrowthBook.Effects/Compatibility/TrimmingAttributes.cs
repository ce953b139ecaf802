#if !NET
namespace System.Diagnostics.CodeAnalysis;

/// <summary>The attribute that .NET has, by which a trimmer keeps members.</summary>
[AttributeUsage(AttributeTargets.GenericParameter)]
internal sealed class DynamicallyAccessedMembersAttribute(DynamicallyAccessedMemberTypes memberTypes) : Attribute
{
    public DynamicallyAccessedMemberTypes MemberTypes { get; } = memberTypes;
}

/// <summary>The kinds of members that are used here, with the numbers of .NET.</summary>
[Flags]
internal enum DynamicallyAccessedMemberTypes
{
    None = 0,
    PublicConstructors = 3,
}
#endif
