namespace GrowthBook.Testing;

/// <summary>Checks arguments of the builders.</summary>
internal static class TestArgument
{
    public static string Name(string? name, string parameter, string what) => string.IsNullOrEmpty(name)
        ? throw new ArgumentException($"the {what} needs a name", parameter)
        : name!;

    public static void Attribute(string? name, string parameter)
    {
        if (Name(name, parameter, "attribute")[0] == '$')
            throw new ArgumentException($"`{name}` is an operator and not an attribute; give the whole condition as JSON", parameter);
    }

    public static double Share(double share, string parameter) => share is >= 0 and <= 1
        ? share
        : throw new ArgumentOutOfRangeException(parameter, share, "a share is a number from 0 to 1, both inclusive");

    public static Condition Condition(string json, string parameter)
    {
        var (condition, errors) = GrowthBook.Condition.Parse(json ?? throw new ArgumentNullException(parameter));
        return errors.IsEmpty ? condition : throw new ArgumentException(
            $"`{json}` is not a condition: {string.Join("; ", errors)}. A condition is JSON such as {{\"country\":\"CH\"}}", parameter);
    }
}
