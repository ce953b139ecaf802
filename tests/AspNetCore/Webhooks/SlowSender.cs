using System.Net.Sockets;
using System.Text;

namespace GrowthBook.AspNetCore.Tests.Webhooks;

/// <summary>Sends a part of a webhook request with a forged signature, and keeps the connection open.</summary>
internal sealed class SlowSender(Uri url, string id, string timestamp, int announcedBytes) : IDisposable
{
    private readonly TcpClient _connection = new();
    private Task<string?>? _status;

    /// <summary>The first line of the response.</summary>
    public Task<string?> Status => _status ?? throw new InvalidOperationException("nothing was sent");

    public async Task SendAsync(int bytes)
    {
        await _connection.ConnectAsync(url.Host, url.Port);
        var stream = _connection.GetStream();
        _status = new StreamReader(stream).ReadLineAsync();
        var head = $"POST /growthbook HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: {announcedBytes}\r\nwebhook-id: {id}\r\nwebhook-timestamp: {timestamp}\r\nwebhook-signature: v1,AAAA\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(new byte[bytes]);
    }

    public void Dispose() => _connection.Dispose();
}
