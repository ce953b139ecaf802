using System.Diagnostics;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>An operator that combines conditions.</summary>
[JsonConverter(typeof(ConditionJsonConverter))]
public enum GroupOperator
{
    /// <summary><c>$and</c>: every part matches. An element of a list with several members is one too.</summary>
    And,

    /// <summary><c>$or</c>: at least one part matches, or there are no parts.</summary>
    Or,

    /// <summary><c>$nor</c>: no part matches.</summary>
    Nor,

    /// <summary><c>$not</c>: the condition does not match.</summary>
    Not,
}

internal static class GroupOperators
{
    /// <summary>The operator as conditions spell it.</summary>
    public static string ToName(GroupOperator name) => name switch
    {
        GroupOperator.And => "$and",
        GroupOperator.Or => "$or",
        GroupOperator.Nor => "$nor",
        GroupOperator.Not => "$not",
        _ => throw new UnreachableException(),
    };
}
