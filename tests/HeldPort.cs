using System.Net;
using System.Net.Sockets;

namespace GrowthBook;

/// <summary>
/// A free port of the loopback address, which belongs to the test until it is disposed, also while no server listens on it (connections
/// are then refused): its socket is bound and never listens. Linux lets a server's socket be bound next to it, and gives no program
/// the port that asks for any port. On other systems a server could not be bound, so there the port is only free when it is taken.
/// </summary>
internal sealed class HeldPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public HeldPort()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Number = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        if (!OperatingSystem.IsLinux())
            _socket.Dispose();
    }

    public int Number { get; }

    public void Dispose() => _socket.Dispose();
}
