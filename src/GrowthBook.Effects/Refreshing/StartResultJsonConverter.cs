using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>Results of starts as JSON objects: <c>{"origin":"network"}</c>. In use wherever one occurs; it need not be named.</summary>
public sealed class StartResultJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(StartResult);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => new RecordForm<StartResult>(Write, Read);

    private static void Write(RecordWriter members, StartResult result)
    {
        members.Name("origin", result.Origin);
        members.Text("reason", result.Reason);
    }

    private static StartResult Read(RecordMembers members) => new(members.Name<PayloadOrigin>("origin"), members.OptionalText("reason"));
}
