using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Blazor;

/// <summary>Log messages of Blazor, event ids 2400 to 2409.</summary>
internal static partial class BlazorLog
{
    public const string Category = "GrowthBook.Blazor";

    [LoggerMessage(2400, LogLevel.Error, "the user of a component tree could not be made again, so its components keep the present one until the next change: {Failure}")]
    public static partial void NotMade(GuardedLogger logger, string failure);

    [LoggerMessage(2401, LogLevel.Warning, "the users of components have no attributes, and the payload reads {Attributes}, so rules that need a value of one do not apply and such users are in no experiment; give AddBlazor functions that make attributes, as in AddBlazor(options => options.Attributes.AddClaim(…))")]
    public static partial void NoAttributes(GuardedLogger logger, string attributes);

    [LoggerMessage(2402, LogLevel.Information, "a user of components has none of the attributes by which experiments choose a variation ({Attributes}), such as before a login, so the user is in none of them; add a function that gives such visitors an identifier, or ignore this line if experiments are for users who are logged in")]
    public static partial void VisitorWithoutAttributes(GuardedLogger logger, string attributes);
}
