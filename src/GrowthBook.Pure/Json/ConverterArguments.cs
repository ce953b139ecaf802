using System.Text.Json;

namespace GrowthBook;

/// <summary>Checks the arguments that System.Text.Json passes to a converter factory.</summary>
internal static class ConverterArguments
{
    public static Type NotNull(Type? typeToConvert) => typeToConvert ?? throw new ArgumentNullException(nameof(typeToConvert));

    public static Type NotNull(Type? typeToConvert, JsonSerializerOptions? options)
    {
        _ = options ?? throw new ArgumentNullException(nameof(options));
        return NotNull(typeToConvert);
    }
}
