using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Results as the other GrowthBook SDKs and evaluation records write them. In use wherever one occurs; it need not be named.
/// </summary>
public sealed class ResultJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => Find(ConverterArguments.NotNull(typeToConvert)) is not null;

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Find(ConverterArguments.NotNull(typeToConvert, options));

    private static JsonConverter? Find(Type type) =>
        type == typeof(FeatureResult) ? new JsonForm<FeatureResult>(ResultJson.Of, ResultReader.ReadFeature)
        : type == typeof(ExperimentResult) ? new JsonForm<ExperimentResult>(ResultJson.Of, ResultReader.ReadExperiment)
        : type == typeof(FeatureResultSource) ? new JsonNames<FeatureResultSource>(FeatureResultSources.ToName)
        : type == typeof(EvaluationReason) ? new JsonNames<EvaluationReason>(EvaluationReasons.ToName)
        : type == typeof(PageExperiments) ? new JsonForm<PageExperiments>(PageJson.Of, JsonForm.OfObject("a page's experiments", PageJson.ReadPage))
        : type == typeof(Redirect) ? new JsonForm<Redirect>(PageJson.Of, JsonForm.OfObject("a redirect", PageJson.ReadRedirect))
        : type == typeof(VisualChange) ? new JsonForm<VisualChange>(PageJson.Of, JsonForm.OfObject("a visual change", PageJson.ReadVisualChange))
        : null;
}
