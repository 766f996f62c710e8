namespace RlOrleans.Client.Benchmarks;

/// <summary>Does nothing but answer: what a call costs is then all the runtime's.</summary>
internal interface IEchoGrain : IGrainWithIntegerKey
{
    /// <summary>The value that was sent.</summary>
    ValueTask<int> Echo(int value);

    /// <summary>Calls another grain's <see cref="Echo"/> <paramref name="count"/> times, one after the other.</summary>
    Task CallOther(long other, int count);
}

/// <summary>The callee, and the caller where a grain is to call.</summary>
internal sealed class EchoGrain : Grain, IEchoGrain
{
    public ValueTask<int> Echo(int value) => ValueTask.FromResult(value);

    public async Task CallOther(long other, int count)
    {
        var grain = GrainFactory.GetGrain<IEchoGrain>(other);
        for (int i = 0; i < count; i++)
            await grain.Echo(i);
    }
}
