using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace GrowthBook.AspNetCore;

/// <summary>Refuses a cookie of the visitor's id that no response could have.</summary>
internal sealed class RequestOptionsValidator : IValidateOptions<GrowthBookRequestOptions>
{
    private const string Cookie = $"{nameof(GrowthBookRequestOptions)}.{nameof(GrowthBookRequestOptions.VisitorIdCookie)}";

    public ValidateOptionsResult Validate(string? name, GrowthBookRequestOptions options)
    {
        var cookie = options.VisitorIdCookie;
        var faults = ImmutableArray.CreateBuilder<string>();
        if (cookie.Name is { } given && !HeaderName.IsValid(given))
            faults.Add($"{Cookie}.{nameof(cookie.Name)}: must be {HeaderName.Form}, was `{PlainText.Of(given, PlainText.MaxName)}`");
        AddFault(nameof(cookie.Domain), cookie.Domain);
        AddFault(nameof(cookie.Path), cookie.Path);
        foreach (var extension in cookie.Extensions)
            AddFault(nameof(cookie.Extensions), extension);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        // Kestrel refuses other characters in headers, and a semicolon begins another attribute of the cookie.
        void AddFault(string property, string? text)
        {
            if (text?.All(character => character is >= ' ' and <= '~' and not ';') == false)
                faults.Add($"{Cookie}.{property}: must be printable ASCII without semicolons, was `{PlainText.Of(text, PlainText.MaxName)}`");
        }
    }
}
