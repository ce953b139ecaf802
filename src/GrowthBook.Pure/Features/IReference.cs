namespace GrowthBook;

/// <summary>
/// A part of a payload that names another part: a feature or a saved group. While a payload is read the other may still
/// lie ahead; at the end each reference looks once for what it names, so that no evaluation has to.
/// </summary>
internal interface IReference
{
    /// <summary>Looks for what is named. Called once, before the payload is given to anybody.</summary>
    void Resolve(FeatureTable features, SavedGroups groups);
}
