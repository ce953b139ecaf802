using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Experiments and their parts as the other GrowthBook SDKs write them. In use wherever one occurs; it need not be named.
/// </summary>
public sealed class ExperimentJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => Find(ConverterArguments.NotNull(typeToConvert)) is not null;

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Find(ConverterArguments.NotNull(typeToConvert, options));

    private static JsonConverter? Find(Type type) =>
        type == typeof(Experiment) ? new JsonForm<Experiment>(ExperimentJson.Of, ExperimentReader.Read)
        : type == typeof(Filter) ? new JsonForm<Filter>(ExperimentJson.Of, JsonForm.OfObject("a filter", ExperimentMembers.ReadFilter))
        : type == typeof(ParentCondition) ? new JsonForm<ParentCondition>(
            ExperimentJson.Of, JsonForm.OfObject("a prerequisite", static (source, faults) => ExperimentMembers.ReadParentCondition(source, faults, new ModelPool())))
        : type == typeof(UrlPattern) ? new JsonForm<UrlPattern>(ExperimentJson.Of, JsonForm.OfObject("a URL pattern", ExperimentMembers.ReadUrlPattern))
        : type == typeof(VariationMeta) ? new JsonForm<VariationMeta>(
            ExperimentJson.Of, JsonForm.OfObject("a variation's metadata", static (source, faults) => ExperimentMembers.ReadMeta(source, faults, new ModelPool())))
        : type == typeof(ContextualBandit) ? new JsonForm<ContextualBandit>(
            ExperimentJson.Of, JsonForm.OfObject("a bandit leaf", static (source, faults) => ExperimentMembers.ReadBandit(source, faults, new ModelPool())))
        : null;
}
