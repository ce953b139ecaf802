namespace GrowthBook;

/// <summary>The message of an exception about JSON that does not have the form of a type.</summary>
internal static class JsonFormFault
{
    /// <summary>The first fault that loses something, with its place and the kind of the value there.</summary>
    public static string Text(Type type, Value source, Faults faults)
    {
        var fault = faults.ToImmutable().First(fault => fault.Severity != ErrorSeverity.Warning);
        var actual = Find(source, fault.Path) is { } value ? $"; the JSON there is {ValueKinds.Of(value)}" : fault.Path.Contains("['") ? "" : "; the JSON has no such member";
        return $"{type.Name}: {fault.Path}: {fault.Message}{actual}";
    }

    /// <summary>The value at a path of plain names and indices; <c>null</c> for another path, and where there is none.</summary>
    private static Value? Find(Value? value, string path)
    {
        foreach (var step in path.Replace("[", ".[").Split('.').Skip(1))
        {
            value = value switch
            {
                Value.Object members => members.Find(step),
                Value.Array array when step.Length > 2 && step[0] == '[' && ArrayIndex.TryParse(step.Substring(1, step.Length - 2), out var index)
                    && index < array.Count => array[(int)index],
                _ => null,
            };
        }
        return value;
    }
}
