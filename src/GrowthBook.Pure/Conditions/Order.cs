using System.Diagnostics;

namespace GrowthBook;

/// <summary>The six orders that a comparison can ask for.</summary>
internal enum Order
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal static class Orders
{
    /// <summary>Whether the outcome of a comparison (negative, zero, positive) is in the order.</summary>
    public static bool Holds(Order order, int comparison) => order switch
    {
        Order.Equal => comparison == 0,
        Order.NotEqual => comparison != 0,
        Order.Less => comparison < 0,
        Order.LessOrEqual => comparison <= 0,
        Order.Greater => comparison > 0,
        Order.GreaterOrEqual => comparison >= 0,
        _ => throw new UnreachableException(),
    };
}
