using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RlOrleans.Hosting;

namespace RlOrleans.Client.Benchmarks;

/// <summary>
/// Measures calls and streams of the grain runtime in this process, each beside a bare channel of the same shape that
/// is measured in the same rounds, so that a busy machine slows both.
/// </summary>
internal sealed class RuntimeBenchmark : IAsyncDisposable
{
    /// <summary>Callers of the concurrent case.</summary>
    public const int CallersInFlight = 64;

    private const long CalleeKey = 1;
    private const long CallerKey = 2;
    private const long StreamKey = 3;

    private readonly IHost _host;
    private readonly IGrainFactory _grains;
    private readonly ChannelPingPong _channels = new();

    private RuntimeBenchmark(IHost host)
    {
        _host = host;
        _grains = host.Services.GetRequiredService<IGrainFactory>();
    }

    public static async Task<RuntimeBenchmark> StartAsync(Action<string> warn)
    {
        var host = EmbeddedSilo.Build(warn, silo =>
        {
            silo.UseSoleSilo();
            silo.AddMemoryStreams(Names.StreamProvider);
            silo.AddMemoryGrainStorage("PubSubStore");
        });
        await host.StartAsync();
        return new RuntimeBenchmark(host);
    }

    /// <summary>Runs every case <paramref name="repeats"/> times, in turn, and returns the medians.</summary>
    public async Task<IReadOnlyList<BenchmarkResult>> Run(int repeats, TimeSpan sampleTime, TimeProvider time, Action<string> progress)
    {
        await _grains.GetGrain<IConsumerGrain>(StreamKey).Subscribe();
        BenchmarkCase[] cases =
        [
            new("channel, 1 in flight", Baseline: null, count => _channels.Exchange(count, 1)),
            new($"channel, {CallersInFlight} in flight", Baseline: null, count => _channels.Exchange(count, CallersInFlight)),
            new("calls, 1 caller in series", "channel, 1 in flight", CallInSeries),
            new($"calls, {CallersInFlight} callers in flight", $"channel, {CallersInFlight} in flight", CallConcurrently),
            new("calls, grain to grain in series", "channel, 1 in flight", CallBetweenGrains),
            new("stream items, grain to grain", "channel, 1 in flight", Stream),
        ];
        foreach (var one in cases)
            await one.Calibrate(sampleTime, time);
        for (int repeat = 1; repeat <= repeats; repeat++)
        {
            progress($"round {repeat} of {repeats}");
            foreach (var one in cases)
                await one.Sample(time);
        }

        var medians = cases.ToDictionary(one => one.Name, one => one.Median());
        return
        [
            .. cases.Select(one => medians[one.Name] with
            {
                RatioToBaseline = one.Baseline is null ? null : medians[one.Name].PerSecond / medians[one.Baseline].PerSecond,
            }),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _channels.DisposeAsync();
        await _host.StopAsync();
        _host.Dispose();
    }

    private async Task CallInSeries(int count)
    {
        var grain = _grains.GetGrain<IEchoGrain>(CalleeKey);
        for (int i = 0; i < count; i++)
            await grain.Echo(i);
    }

    private Task CallConcurrently(int count)
        => Task.WhenAll(Enumerable.Range(0, CallersInFlight).Select(caller => Task.Run(() => CallInSeries(count / CallersInFlight))));

    private Task CallBetweenGrains(int count) => _grains.GetGrain<IEchoGrain>(CallerKey).CallOther(CalleeKey, count);

    private async Task Stream(int count)
    {
        var consumed = _grains.GetGrain<IConsumerGrain>(StreamKey).Consumed(count);
        await _grains.GetGrain<IProducerGrain>(StreamKey).Produce(count);
        await consumed;
    }
}
