using Microsoft.FeatureManagement.FeatureFilters;

namespace GrowthBook.FeatureManagement.Tests;

/// <summary>Gives one targeting context; <c>null</c> for none.</summary>
internal sealed class FixedAccessor(TargetingContext? context) : ITargetingContextAccessor
{
    public ValueTask<TargetingContext> GetContextAsync() => new(context!);
}
