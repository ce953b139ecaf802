using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Interactions;
using OpenQA.Selenium.Support.UI;

namespace GrowthBook.Browser.Tests;

/// <summary>A headless Chromium, started once for all tests of a class.</summary>
public sealed class Chromium : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly Lazy<ChromeDriver> _driver = new(Start);

    /// <summary>The packages of npm of this suite.</summary>
    public static string Packages { get; } = FolderOf(nameof(Packages));

    /// <summary>The packages of OpenFeature's web client.</summary>
    public static string OpenFeaturePackages { get; } = FolderOf(nameof(OpenFeaturePackages));

    /// <summary>The open page.</summary>
    public ChromeDriver Driver => _driver.Value;

    /// <summary>Skips a test where the browser or the packages of npm are missing.</summary>
    /// <param name="packages">The packages that the test loads. Default: those of this suite.</param>
    public static void Need(string? packages = null)
    {
        packages ??= Packages;
        var missing = Find("chromium", "chromium-browser", "google-chrome") is null ? "Chromium is not installed (Debian: apt-get install chromium chromium-driver)"
            : Find("chromedriver") is null ? "chromedriver is not installed (Debian: apt-get install chromium-driver)"
            : !Directory.Exists(packages) ? $"the packages of npm are missing (npm ci in {Path.GetDirectoryName(packages)})"
            : null;
        Skip.If(missing is not null, missing);
    }

    /// <summary>Opens a page as a new visitor, at a width of the window and in a colour scheme.</summary>
    public void Open(Uri page, int width = 1280, string scheme = "light")
    {
        Driver.ExecuteCdpCommand("Network.clearBrowserCookies", []);
        Driver.ExecuteCdpCommand("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        Driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new object[]
            {
                new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = scheme },
                new Dictionary<string, object> { ["name"] = "prefers-reduced-motion", ["value"] = "reduce" },
            },
        });
        Messages();
        Driver.Navigate().GoToUrl(page);
    }

    /// <summary>The warnings and errors of the page since the last call.</summary>
    public IReadOnlyList<string> Messages() =>
        [.. Driver.Manage().Logs.GetLog(LogType.Browser).Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message)];

    /// <summary>Loads a script of npm into the page.</summary>
    /// <param name="path">The script.</param>
    /// <param name="variable">The global variable that it declares, if it does not set a member of the window itself.</param>
    public void Load(string path, string? variable = null) => Driver.ExecuteScript(
        File.ReadAllText(Path.Combine(Packages, path)) + (variable is null ? "" : $"\nwindow.{variable} = {variable};"));

    /// <summary>What axe-core finds in the page, a line per fault.</summary>
    public IReadOnlyList<string> AccessibilityFaults()
    {
        Load("axe-core/axe.min.js");
        var found = (string)Driver.ExecuteAsyncScript("""
            const done = arguments[0];
            axe.run().then(result => done(JSON.stringify(result.violations.flatMap(fault =>
              fault.nodes.map(node => `${fault.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`)))));
            """)!;
        return JsonSerializer.Deserialize<string[]>(found)!;
    }

    /// <summary>Asserts that the page is accessible, is not wider than the window, loads nothing from another origin, and has logged nothing.</summary>
    /// <param name="name">The name of the page, and of its screenshot.</param>
    public void AssertFits(string name)
    {
        SaveScreenshot(name);
        Assert.Empty(AccessibilityFaults());
        Assert.True(Driver.ExecuteScript("return document.documentElement.scrollWidth <= innerWidth") is true, $"{name} is wider than the window");
        Assert.Empty((IReadOnlyCollection<object>)Driver.ExecuteScript(
            "return performance.getEntriesByType('resource').map(entry => entry.name).filter(name => new URL(name).origin !== origin && !name.startsWith('data:'))")!);
        Assert.Empty(Messages());
    }

    /// <summary>Waits until a script returns <c>true</c>.</summary>
    public void Until(string condition) => Until(() => Driver.ExecuteScript("return " + condition) is true, condition);

    /// <summary>Waits until a condition is met.</summary>
    public void Until(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string text = "") =>
        new WebDriverWait(Driver, Deadline) { PollingInterval = TimeSpan.FromMilliseconds(20), Message = text }.Until(_ => condition());

    /// <summary>Presses keys where the focus is at each of them, as a keyboard does: a page may draw the element with the focus again at any time.</summary>
    public void Press(params string[] keys)
    {
        foreach (var key in keys)
        {
            if (key.StartsWith(Keys.Control, StringComparison.Ordinal))
                new Actions(Driver).KeyDown(Keys.Control).SendKeys(key[Keys.Control.Length..]).KeyUp(Keys.Control).Perform();
            else
                new Actions(Driver).SendKeys(key).Perform();
        }
    }

    /// <summary>Saves the page as an image for people, if the environment names a folder.</summary>
    public void SaveScreenshot(string name)
    {
        if (Environment.GetEnvironmentVariable("GROWTHBOOK_SCREENSHOTS") is { Length: > 0 } folder)
            Driver.GetScreenshot().SaveAsFile(Path.Combine(folder, name + ".png"));
    }

    public void Dispose()
    {
        if (_driver.IsValueCreated)
            Driver.Dispose();
    }

    private static ChromeDriver Start()
    {
        var options = new ChromeOptions { BinaryLocation = Find("chromium", "chromium-browser", "google-chrome")! };
        options.AddArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        var service = ChromeDriverService.CreateDefaultService(Find("chromedriver")!);
        service.SuppressInitialDiagnosticInformation = true;
        return new ChromeDriver(service, options, Deadline);
    }

    private static string FolderOf(string packages) =>
        Path.GetFullPath(typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == packages).Value!);

    private static string? Find(params string[] names) => names
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
