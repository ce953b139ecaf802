using System.IO.Pipelines;
using System.Text;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace GrowthBook.AspNetCore;

/// <summary>The body of a response, which writes the script of the DevTools before the end of an HTML page. Other bodies pass unchanged.</summary>
internal sealed class ScriptInjection : WriteOnlyStream, IHttpResponseBodyFeature
{
    private readonly HttpContext _http;
    private readonly IHttpResponseBodyFeature _inner;
    private readonly DevToolsRequest _request;
    private readonly Func<HttpContext, string?> _nonce;
    private readonly EndOfPage _end = new();
    private readonly MemoryStream _ready = new();
    private PipeWriter? _writer;
    private bool? _isPage;
    private bool _hasBody;
    private bool _hasEnded;

    public ScriptInjection(HttpContext http, IHttpResponseBodyFeature inner, DevToolsRequest request, Func<HttpContext, string?> nonce)
    {
        (_http, _inner, _request, _nonce) = (http, inner, request, nonce);
        http.Response.OnStarting(static injection =>
        {
            _ = ((ScriptInjection)injection).IsPage;
            return Task.CompletedTask;
        }, this);
    }

    Stream IHttpResponseBodyFeature.Stream => this;

    public PipeWriter Writer => _writer ??= PipeWriter.Create(this, new StreamPipeWriterOptions(leaveOpen: true));

    /// <summary>Whether the body is a page for the script. Decided before the response starts: its length and its headers change.</summary>
    private bool IsPage
    {
        get
        {
            if (_isPage is { } known)
                return known;
            var response = _http.Response;
            var isPage = _request.NeedsScript && !response.HasStarted && response.Headers.ContentEncoding.Count == 0
                && MediaTypeHeaderValue.TryParse(response.ContentType, out var type) && type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)
                && (type.Encoding ?? Encoding.UTF8).CodePage == Encoding.UTF8.CodePage;
            _isPage = isPage;
            if (isPage)
            {
                response.ContentLength = null;
                _request.PreventCaching();
            }
            return isPage;
        }
    }

    public void DisableBuffering() => _inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => IsPage
        ? SendFileFallback.SendFileAsync(this, path, offset, count, cancellationToken)
        : _inner.SendFileAsync(path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        await EndAsync();
        await _inner.CompleteAsync();
    }

    /// <summary>Writes what is left, with the script if the page has not got it.</summary>
    public async Task EndAsync()
    {
        if (_writer is not null)
            await _writer.CompleteAsync();
        if (_hasEnded || !_hasBody)
            return;
        _hasEnded = true;
        if (IsPage)
        {
            _end.Finish(Encoding.UTF8.GetBytes(_request.Script(ApplicationFunction.Call(_http, _nonce, $"{nameof(GrowthBookDevToolsOptions)}.{nameof(GrowthBookDevToolsOptions.Nonce)}")).Value ?? ""), _ready);
            await SendReadyAsync(default);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _hasBody |= !buffer.IsEmpty;
        if (!IsPage)
        {
            await _inner.Stream.WriteAsync(buffer, cancellationToken);
            return;
        }
        _end.Add(buffer.Span, _ready);
        await SendReadyAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        _hasBody |= count > 0;
        if (!IsPage)
        {
            _inner.Stream.Write(buffer, offset, count);
            return;
        }
        _end.Add(buffer.AsSpan(offset, count), _ready);
        _inner.Stream.Write(_ready.GetBuffer(), 0, (int)_ready.Length);
        _ready.SetLength(0);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.Stream.FlushAsync(cancellationToken);

    public override void Flush() => _inner.Stream.Flush();

    private async Task SendReadyAsync(CancellationToken cancellationToken)
    {
        if (_ready.Length == 0)
            return;
        await _inner.Stream.WriteAsync(_ready.GetBuffer().AsMemory(0, (int)_ready.Length), cancellationToken);
        _ready.SetLength(0);
    }
}
