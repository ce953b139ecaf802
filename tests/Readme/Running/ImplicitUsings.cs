using System.Text.RegularExpressions;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests.Running;

/// <summary>The global usings that a new project has, as its template writes them.</summary>
internal static partial class ImplicitUsings
{
    private const string Console =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private const string Web =
        "global using System.Net.Http.Json; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; "
        + "global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration; "
        + "global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;";

    /// <summary>The global usings of the block's project, as C#.</summary>
    public static string Of(Block block) => block.IsWebProgram ? Console + Web : Console;

    /// <summary>The names of the namespaces in <see cref="Of"/>.</summary>
    public static IEnumerable<string> NamesOf(Block block) => Directive().Matches(Of(block)).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"global using ([\w.]+);")]
    private static partial Regex Directive();
}
