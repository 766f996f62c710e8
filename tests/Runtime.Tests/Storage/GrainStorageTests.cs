using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace RlOrleans.Runtime.Tests.Storage;

/// <summary>What every storage promises. A storage is tested by a class that derives from this one.</summary>
public abstract class GrainStorageTests
{
    protected static GrainId Grain { get; } = GrainId.Create("run", "CartPole-v1/seed 1");

    protected abstract IGrainStorage Storage { get; }

    [Fact]
    public async Task Read_OfUnknownState_GivesNewInstanceWithoutRecord()
    {
        GrainState<Progress> state = await Read();

        Assert.NotNull(state.State);
        Assert.Equal((0, null, false), (state.State.Steps, state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task Read_AfterWrite_GivesWhatWasWritten()
    {
        GrainState<Progress> written = new(new Progress { Steps = 5, Note = "half" });
        await Storage.WriteStateAsync("progress", Grain, written);

        GrainState<Progress> read = await Read();

        Assert.Equal((5, "half"), (read.State!.Steps, read.State.Note));
        Assert.True(read.RecordExists && written.RecordExists);
        Assert.NotNull(written.ETag);
        Assert.Equal(written.ETag, read.ETag);
        Assert.NotSame(written.State, read.State);
    }

    [Fact]
    public async Task Read_AfterChangeOfWrittenInstance_DoesNotSeeTheChange()
    {
        GrainState<Progress> written = new(new Progress { Steps = 5 });
        await Storage.WriteStateAsync("progress", Grain, written);
        written.State!.Steps = 6;

        Assert.Equal(5, (await Read()).State!.Steps);
    }

    [Fact]
    public async Task Write_Again_ChangesTheETag()
    {
        GrainState<Progress> state = new(new Progress { Steps = 1 });
        await Storage.WriteStateAsync("progress", Grain, state);
        string? first = state.ETag;
        await Storage.WriteStateAsync("progress", Grain, state);

        Assert.NotEqual(first, state.ETag);
        Assert.Equal(state.ETag, (await Read()).ETag);
    }

    [Fact]
    public async Task Write_WithOutdatedETag_IsRefusedAndChangesNothing()
    {
        GrainState<Progress> mine = new(new Progress { Steps = 1 });
        await Storage.WriteStateAsync("progress", Grain, mine);
        GrainState<Progress> theirs = await Read();
        theirs.State!.Steps = 2;
        await Storage.WriteStateAsync("progress", Grain, theirs);

        mine.State!.Steps = 3;
        InconsistentStateException refused =
            await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("progress", Grain, mine));

        Assert.Equal((theirs.ETag, mine.ETag), (refused.StoredEtag, refused.CurrentEtag));
        Assert.Equal(2, (await Read()).State!.Steps);
    }

    [Fact]
    public async Task Write_OfFirstStateByTwo_LetsOneOfThemThrough()
    {
        GrainState<Progress>[] states = [.. Enumerable.Range(0, 8).Select(i => new GrainState<Progress>(new Progress { Steps = i }))];

        Task[] writes = [.. states.Select(state => Task.Run(() => Storage.WriteStateAsync("progress", Grain, state)))];
        await Task.WhenAll(writes).ContinueWith(static _ => { }, TaskScheduler.Default);

        Task winner = Assert.Single(writes, write => write.IsCompletedSuccessfully);
        Assert.All(writes.Except([winner]), write => Assert.IsType<InconsistentStateException>(write.Exception!.InnerException));
        Assert.Equal(Array.IndexOf(writes, winner), (await Read()).State!.Steps);
    }

    [Fact]
    public async Task Clear_OfState_RemovesTheRecord()
    {
        GrainState<Progress> state = new(new Progress { Steps = 1 });
        await Storage.WriteStateAsync("progress", Grain, state);
        await Storage.ClearStateAsync("progress", Grain, state);

        Assert.Equal((0, null, false), (state.State!.Steps, state.ETag, state.RecordExists));
        Assert.False((await Read()).RecordExists);
    }

    [Fact]
    public async Task Clear_WithOutdatedETag_IsRefused()
    {
        GrainState<Progress> mine = new(new Progress { Steps = 1 });
        await Storage.WriteStateAsync("progress", Grain, mine);
        await Storage.WriteStateAsync("progress", Grain, await Read());

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync("progress", Grain, mine));
        Assert.True((await Read()).RecordExists);
    }

    [Fact]
    public async Task Write_AfterClearByAnother_IsRefused()
    {
        GrainState<Progress> mine = new(new Progress { Steps = 1 });
        await Storage.WriteStateAsync("progress", Grain, mine);
        await Storage.ClearStateAsync("progress", Grain, await Read());

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("progress", Grain, mine));
    }

    [Fact]
    public async Task Write_AfterClearAndWriteByAnother_IsRefused()
    {
        GrainState<Progress> mine = new(new Progress { Steps = 1 });
        await Storage.WriteStateAsync("progress", Grain, mine);
        GrainState<Progress> theirs = await Read();
        await Storage.ClearStateAsync("progress", Grain, theirs);
        theirs.State!.Steps = 2;
        await Storage.WriteStateAsync("progress", Grain, theirs);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("progress", Grain, mine));
    }

    [Fact]
    public async Task Write_WithWildcardETag_Replaces()
    {
        await Storage.WriteStateAsync("progress", Grain, new GrainState<Progress>(new Progress { Steps = 1 }));
        await Storage.WriteStateAsync("progress", Grain, new GrainState<Progress>(new Progress { Steps = 2 }, "*"));

        Assert.Equal(2, (await Read()).State!.Steps);
    }

    [Theory]
    [InlineData("progress", "b", "other", "b")]
    [InlineData("progress", "b", "progress", "B")]
    [InlineData("progress", "a/b", "progress", "a_b")]
    [InlineData("progress", "a", "Progress", "a")]
    [InlineData("progress", "..", "progress", "../..")]
    [InlineData("progress", "con", "progress", "CON")]
    [InlineData("a/b", "c", "a", "b/c")]
    public async Task Write_OfSimilarNames_KeepsThemApart(string firstName, string firstKey, string secondName, string secondKey)
    {
        GrainId first = GrainId.Create("t", firstKey);
        GrainId second = GrainId.Create("t", secondKey);
        await Storage.WriteStateAsync(firstName, first, new GrainState<Progress>(new Progress { Steps = 1 }));
        await Storage.WriteStateAsync(secondName, second, new GrainState<Progress>(new Progress { Steps = 2 }));

        Assert.Equal(1, (await Read(firstName, first)).State!.Steps);
        Assert.Equal(2, (await Read(secondName, second)).State!.Steps);
    }

    [Fact]
    public async Task Write_OfVeryLongKey_Succeeds()
    {
        GrainId grain = GrainId.Create("t", new string('k', 5_000));
        await Storage.WriteStateAsync("progress", grain, new GrainState<Progress>(new Progress { Steps = 1 }));

        Assert.Equal(1, (await Read("progress", grain)).State!.Steps);
    }

    protected Task<GrainState<Progress>> Read() => Read("progress", Grain);

    protected async Task<GrainState<Progress>> Read(string name, GrainId grain)
    {
        GrainState<Progress> state = new();
        await Storage.ReadStateAsync(name, grain, state);
        return state;
    }
}
