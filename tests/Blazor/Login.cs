using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace GrowthBook.Blazor.Tests;

/// <summary>A login that a test changes.</summary>
internal sealed class Login(Task<AuthenticationState> state) : AuthenticationStateProvider
{
    private Task<AuthenticationState> _state = state;

    public static Task<AuthenticationState> Of(params (string Type, string Value)[] claims) => Task.FromResult(new AuthenticationState(
        new ClaimsPrincipal(new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value)), "test"))));

    public override Task<AuthenticationState> GetAuthenticationStateAsync() => _state;

    public void Change(Task<AuthenticationState> state) => NotifyAuthenticationStateChanged(_state = state);
}
