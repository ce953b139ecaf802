namespace GrowthBook;

/// <summary>
/// A part of a payload that names another part: a feature or a saved group. While a payload is read the other may still
/// lie ahead; at the end each reference looks once for what it names, so that evaluations of this payload need not.
/// </summary>
/// <remarks>
/// A condition travels with its experiment, in effects and in code, and may meet another payload: there it looks for itself.
/// It keeps the groups of its own payload alive as long as it lives.
/// </remarks>
internal interface IReference
{
    /// <summary>Looks for what is named. Called once, before the payload is given to anybody.</summary>
    void Resolve(FeatureTable features, SavedGroups groups);
}
