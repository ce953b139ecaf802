using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>The members of a type of objects, made once for all objects of the type.</summary>
internal sealed class FitMembers
{
    private readonly List<FitMember> _members = [];
    private readonly Dictionary<string, int> _places = new(KeyedTexts.Comparer);
    private readonly bool _ignoresCase;

    public FitMembers(JsonTypeInfo type)
    {
        _ignoresCase = type.Options.PropertyNameCaseInsensitive;
        foreach (var property in type.Properties)
        {
            if (property.IsExtensionData || (property.Set is null && property.AssociatedParameter is null))
                continue;
            _places[Key(property.Name)] = _members.Count;
            _members.Add(new FitMember(property));
        }
    }

    /// <summary>Each member with the value that an object has for it, which is the last one of several; <c>null</c> if it is missing.</summary>
    public IEnumerable<(FitMember Member, Value? Value)> Of(Value.Object source)
    {
        var values = new Value?[_members.Count];
        foreach (var each in source)
        {
            if (_places.TryGetValue(Key(each.Key), out var place))
                values[place] = each.Value;
        }
        return _members.Select((member, place) => (member, values[place]));
    }

    private string Key(string name) => _ignoresCase ? EcmaCase.ToLower(name) : name;
}
