using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore;

/// <summary>Refuses an unknown authorization policy at the start, not at the first request.</summary>
internal static class PolicyAtStart
{
    /// <summary>Looks a policy up. A provider that loads policies later is not awaited.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="policy">The name of the policy.</param>
    /// <param name="option">The option that has the name, for the error.</param>
    /// <exception cref="InvalidOperationException">There is no such policy.</exception>
    public static void ThrowIfUnknown(IServiceProvider services, string policy, string option)
    {
        if (services.GetService<IAuthorizationPolicyProvider>()?.GetPolicyAsync(policy) is not { } found || (found.IsCompletedSuccessfully && found.Result is null))
            throw new InvalidOperationException($"{option} `{policy}` is not registered; call builder.Services.AddAuthorizationBuilder().AddPolicy(\"{policy}\", …), or correct the name");
    }
}
