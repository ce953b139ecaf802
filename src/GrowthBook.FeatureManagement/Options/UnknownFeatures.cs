using System.Text.Json.Serialization;
using GrowthBook.Client;

namespace GrowthBook.FeatureManagement;

/// <summary>How the feature managers answer for a feature that GrowthBook's payload does not have.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<UnknownFeatures>))]
public enum UnknownFeatures
{
    /// <summary>The feature manager of Microsoft.FeatureManagement answers, such as from <c>appsettings.json</c>.</summary>
    Inner,

    /// <summary>The feature is off and has no variant.</summary>
    Off,

    /// <summary>A <see cref="Microsoft.FeatureManagement.FeatureManagementException"/> says that the feature is missing.</summary>
    Throw,
}
