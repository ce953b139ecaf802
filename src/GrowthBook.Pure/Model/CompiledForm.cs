namespace GrowthBook;

/// <summary>An experiment with everything computed that does not depend on the user. Immutable.</summary>
internal abstract class CompiledForm(Experiment source)
{
    public Experiment Source => source;
}
