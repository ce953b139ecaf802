using System.Diagnostics;
using System.Text.RegularExpressions;

namespace WebApp.Tests;

public sealed class OtherFolderTests
{
    [Fact]
    public async Task The_binary_finds_its_files_when_it_starts_in_another_folder()
    {
        var folder = Directory.CreateTempSubdirectory("growthbook-webapp-");
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(Program).Assembly.Location, "--urls", "http://127.0.0.1:0", "--ExposureFile", Path.Combine(folder.FullName, "exposures.jsonl") },
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
        })!;
        try
        {
            using var browser = new HttpClient { BaseAddress = await AddressAsync(process.StandardOutput) };
            Assert.Contains("<h1>Made to be used every day</h1>", await browser.GetStringAsync("/"), StringComparison.Ordinal);
            Assert.Contains("--clay", await browser.GetStringAsync("/shop.css"), StringComparison.Ordinal);
            Assert.Equal("Healthy", await browser.GetStringAsync("/health"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Uri> AddressAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (Regex.Match(line, "Now listening on: (http://[^ ]+)") is { Success: true } match)
                return new Uri(match.Groups[1].Value);
        }
        throw new InvalidOperationException("the application ended before it listened");
    }
}
