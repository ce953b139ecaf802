using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Client;

/// <summary>Collects the faults of an options class, each one line in the form <c>Type.Property: must be …, was …</c>.</summary>
/// <param name="type">The name of the options class.</param>
internal sealed class OptionFaults(string type)
{
    private readonly ImmutableArray<string>.Builder _faults = ImmutableArray.CreateBuilder<string>();

    /// <summary>Adds a fault if a value is invalid.</summary>
    /// <param name="isValid">Whether the value is valid.</param>
    /// <param name="property">The property's name.</param>
    /// <param name="requirement">The required form or range.</param>
    /// <param name="value">The value; <c>null</c> reads as "empty".</param>
    public void Check(bool isValid, string property, string requirement, object? value)
    {
        if (!isValid)
            _faults.Add(PlainText.Of(string.Format(CultureInfo.InvariantCulture, "{0}.{1}: must be {2}, was {3}", type, property, requirement, value ?? "empty"), PlainText.MaxMessage));
    }

    public void AddRange(IEnumerable<string> faults) => _faults.AddRange(faults);

    public ImmutableArray<string> ToImmutable() => _faults.ToImmutable();

    /// <exception cref="ArgumentException">There are faults; the message names all of them.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
            throw new ArgumentException(string.Join("; ", _faults));
    }
}
