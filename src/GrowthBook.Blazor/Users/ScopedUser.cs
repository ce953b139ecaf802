using System.Security.Claims;
using GrowthBook.Client;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Blazor;

/// <summary>
/// The user of a scope, which all component trees of the scope cascade. It is made when the first component needs it, and again when the login, the
/// payload or the URL changes. Thread-safe.
/// </summary>
internal sealed class ScopedUser : IDisposable
{
    private static readonly Task<AuthenticationState> Anonymous = Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())));

    private readonly IServiceProvider _services;
    private readonly GrowthBookClient _client;
    private readonly GrowthBookBlazorOptions _options;
    private readonly AuthenticationStateProvider? _authentication;
    private readonly NavigationManager? _navigation;
    private readonly GuardedLogger _logger;
    private readonly ForgottenAttributes _forgotten;
    private readonly bool _logsMessages;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? _subscription;
    private GrowthBookUser? _user;
    private Task<AuthenticationState> _login = Anonymous;
    private LoginAttributes? _attributes;
    private LoginAttributes? _lookedUp;
    private Payload? _payload;
    private int _requests;
    private bool _isUpdating;
    private bool _notifies;
    private bool _hasBegun;

    public ScopedUser(IServiceProvider services, GrowthBookClient client, GrowthBookBlazorOptions options, bool logsMessages)
    {
        (_services, _client, _options, _logsMessages) = (services, client, options, logsMessages);
        _authentication = services.GetService<AuthenticationStateProvider>();
        _navigation = services.GetService<NavigationManager>();
        _forgotten = services.GetRequiredService<ForgottenAttributes>();
        _logger = GuardedLogger.Of(services.GetRequiredService<ILoggerFactory>().CreateLogger(BlazorLog.Category));
        Source = new CascadingValueSource<IGrowthBookUser>(() => Current!, isFixed: false);
    }

    /// <summary>Returns the service.</summary>
    /// <exception cref="InvalidOperationException">AddBlazor was not called.</exception>
    public static ScopedUser Of(IServiceProvider services) => services.GetService<ScopedUser>() ?? throw new InvalidOperationException(
        "the services have no user for GrowthBook's components; call builder.Services.AddGrowthBook(…).AddBlazor() in the server's program, and in the client's with WebAssembly");

    /// <summary>Cascades the user; notifies components on the dispatchers of their renderers.</summary>
    public CascadingValueSource<IGrowthBookUser> Source { get; }

    /// <summary>The user; <c>null</c> until the login is known and the lookups of the client have ended. The first use begins to make it.</summary>
    public IGrowthBookUser? Current
    {
        get
        {
            Begin();
            return Volatile.Read(ref _user);
        }
    }

    /// <summary>Waits for the first user.</summary>
    /// <returns>A task that fails if a function of the options throws.</returns>
    public Task ReadyAsync()
    {
        Begin();
        return _ready.Task;
    }

    public void Dispose()
    {
        if (_lifetime.IsCancellationRequested)
            return;
        _lifetime.Cancel();
        _subscription?.Dispose();
        if (_authentication is not null)
            _authentication.AuthenticationStateChanged -= AuthenticationChanged;
        if (_navigation is not null)
            _navigation.LocationChanged -= LocationChanged;
    }

    private void Begin()
    {
        lock (_gate)
        {
            if (_hasBegun || _lifetime.IsCancellationRequested)
                return;
            _hasBegun = true;
        }
        if (OperatingSystem.IsBrowser())
            _ = _client.StartAsync(TimeSpan.Zero); // A WebAssembly application starts no hosted services.
        _login = _authentication?.GetAuthenticationStateAsync() ?? Anonymous;
        if (_authentication is not null)
            _authentication.AuthenticationStateChanged += AuthenticationChanged;
        if (_navigation is not null)
            _navigation.LocationChanged += LocationChanged;
        // Not on the thread that brings payloads: a notification can render.
        _subscription = _client.Subscribe(payload => { _ = Task.Run(UpdateAsync); });
        _ = UpdateAsync();
        Volatile.Write(ref _notifies, true); // The caller reads a user that is made by now itself.
    }

    private void AuthenticationChanged(Task<AuthenticationState> login)
    {
        lock (_gate)
            _login = login;
        _ = UpdateAsync();
    }

    private void LocationChanged(object? sender, LocationChangedEventArgs e) => _ = UpdateAsync();

    /// <summary>Makes the user of the present login, payload and URL. A call during another one makes that one repeat itself.</summary>
    private async Task UpdateAsync()
    {
        lock (_gate)
        {
            _requests++;
            if (_isUpdating)
                return;
            _isUpdating = true;
        }
        int answered;
        do
        {
            Task<AuthenticationState> login;
            lock (_gate)
                (answered, login) = (_requests, _login);
            try
            {
                await PublishAsync(await MakeAsync(login));
            }
            catch (Exception e)
            {
                if (!_ready.TrySetException(e) && !_lifetime.IsCancellationRequested)
                    BlazorLog.NotMade(_logger, TextOf(e));
                _ = _ready.Task.Exception; // observed: a component that waits gets it
            }
        }
        while (!IsAnswered(answered));
    }

    private string TextOf(Exception failure) => failure is AttributeFunctionException { InnerException: { } inner }
        ? $"{failure.Message}: {FailureText.Of(inner, _logsMessages)}"
        : FailureText.Of(failure, _logsMessages);

    private bool IsAnswered(int answered)
    {
        lock (_gate)
        {
            _isUpdating = answered != _requests && !_lifetime.IsCancellationRequested;
            return !_isUpdating;
        }
    }

    private async ValueTask<GrowthBookUser> MakeAsync(Task<AuthenticationState> login)
    {
        if (_attributes is not { } known || known.Login != login)
            _attributes = known = new(login, _options.Attributes.Read(_services, (await login).User));
        var url = _navigation?.Uri ?? "";
        if (!_client.UsersNeedLookup)
            return _client.User(known.Attributes, url);
        // Only a new login or payload needs a lookup.
        return Volatile.Read(ref _user) is { } user && ReferenceEquals(known, _lookedUp) && ReferenceEquals(_payload, _client.Payload)
            ? user.WithUrl(url)
            : await LookUpAsync(known, url);
    }

    private async ValueTask<GrowthBookUser> LookUpAsync(LoginAttributes known, string url)
    {
        var payload = _client.Payload;
        var user = await _client.UserAsync(known.Attributes, url, _lifetime.Token);
        (_lookedUp, _payload) = (known, payload);
        return user;
    }

    private async Task PublishAsync(GrowthBookUser user)
    {
        if (_lifetime.IsCancellationRequested)
            return;
        _forgotten.Check(user, _options.Attributes);
        Volatile.Write(ref _user, user);
        _ready.TrySetResult();
        if (Volatile.Read(ref _notifies))
            await Source.NotifyChangedAsync(user);
    }

    /// <summary>The attributes of a login.</summary>
    private sealed record LoginAttributes(Task<AuthenticationState> Login, Attributes Attributes);
}
