using System.Threading.Channels;

namespace RlOrleans.Client.Benchmarks;

/// <summary>
/// The baseline: a server loop that answers each number it reads, over two bare channels. It is what one hand-over to
/// another task and back costs on this machine, with no addressing, copying or error handling around it.
/// </summary>
internal sealed class ChannelPingPong : IAsyncDisposable
{
    private readonly Channel<int> _requests = Channel.CreateUnbounded<int>(new() { SingleReader = true });
    private readonly Channel<int> _responses = Channel.CreateUnbounded<int>(new() { SingleReader = true });
    private readonly Task _serving;

    public ChannelPingPong() => _serving = Task.Run(Serve);

    /// <summary>Exchanges <paramref name="count"/> messages with <paramref name="inFlight"/> of them under way at a time.</summary>
    public async Task Exchange(int count, int inFlight)
    {
        int sent = 0;
        for (; sent < Math.Min(inFlight, count); sent++)
            _requests.Writer.TryWrite(sent);
        for (int received = 0; received < count; received++)
        {
            await _responses.Reader.ReadAsync();
            if (sent < count)
                _requests.Writer.TryWrite(sent++);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _requests.Writer.Complete();
        await _serving;
    }

    private async Task Serve()
    {
        await foreach (int value in _requests.Reader.ReadAllAsync())
            _responses.Writer.TryWrite(value);
    }
}
