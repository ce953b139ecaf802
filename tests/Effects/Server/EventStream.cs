using System.Text;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.Client.Tests;

/// <summary>The server's end of a stream of events.</summary>
public sealed class EventStream(HttpContext http)
{
    private readonly object _gate = new();
    private Task _written = Task.CompletedTask;
    private int _id;

    public CancellationToken Left => http.RequestAborted;

    public Task SendAsync(string name, string data) => WriteAsync($"id: {++_id} \nevent: {name}\ndata: {data}\n\n");

    /// <summary>Writes after the write in progress.</summary>
    public Task WriteAsync(string text)
    {
        lock (_gate)
            return _written = WriteAfterAsync(_written, text);
    }

    private async Task WriteAfterAsync(Task before, string text)
    {
        await before;
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), Left);
        await http.Response.Body.FlushAsync(Left);
    }

    /// <summary>Sends nothing until the client disconnects.</summary>
    public Task StayOpenAsync() => Task.Delay(Timeout.Infinite, Left);

    /// <summary>Breaks the connection in the middle.</summary>
    public void Abort() => http.Abort();
}
