namespace GrowthBook.Client;

/// <summary>An option that has no effect without another one, or without a part of the client.</summary>
/// <param name="Name">Its path in a configuration.</param>
/// <param name="IsSet">Whether it has another value in the first options than in the second.</param>
/// <param name="Missing">What it needs and the client does not have; empty if the option has an effect.</param>
internal sealed record DependentOption(string Name, Func<GrowthBookOptions, GrowthBookOptions, bool> IsSet, string Missing)
{
    public static DependentOption Of<T>(string name, Func<GrowthBookOptions, T> valueOf, params IEnumerable<Need> needs) => new(
        name, (options, defaults) => !EqualityComparer<T>.Default.Equals(valueOf(options), valueOf(defaults)),
        string.Join(" and ", needs.Where(need => !need.IsMet).Select(need => need.Text)));
}

/// <summary>What an option needs to have an effect.</summary>
/// <param name="IsMet">Whether it is there.</param>
/// <param name="Text">Its name.</param>
internal readonly record struct Need(bool IsMet, string Text);
