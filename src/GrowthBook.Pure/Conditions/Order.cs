namespace GrowthBook;

/// <summary>The six comparisons, each with the outcomes that it accepts.</summary>
[Flags]
internal enum Order
{
    Less = 1,
    Equal = 2,
    LessOrEqual = Less | Equal,
    Greater = 4,
    NotEqual = Less | Greater,
    GreaterOrEqual = Greater | Equal,
}

internal static class Orders
{
    /// <summary>Whether the outcome of a comparison (negative, zero, positive) is in the order.</summary>
    public static bool Holds(Order order, int comparison) =>
        (order & (comparison < 0 ? Order.Less : comparison == 0 ? Order.Equal : Order.Greater)) != 0;

    /// <summary>The operator of an order.</summary>
    public static string Name(Order order) => order switch
    {
        Order.Less => "$lt",
        Order.LessOrEqual => "$lte",
        Order.Greater => "$gt",
        _ => "$gte",
    };
}
