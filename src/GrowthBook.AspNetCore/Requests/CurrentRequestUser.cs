using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The user of the request that the calling code belongs to.</summary>
internal sealed class CurrentRequestUser(IHttpContextAccessor accessor) : ICurrentVisitor
{
    public ValueTask<GrowthBookUser?> GetAsync() => (accessor.HttpContext is { } http ? RequestUser.Of(http).GetAsync() : default)!;

    public bool IsVisitorId(string attribute) => accessor.HttpContext is { } http && RequestUser.Of(http).VisitorIdAttribute == attribute;
}
