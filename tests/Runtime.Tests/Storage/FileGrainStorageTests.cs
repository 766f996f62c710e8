using System.Diagnostics;

using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace RlOrleans.Runtime.Tests.Storage;

public sealed class FileGrainStorageTests : GrainStorageTests, IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("grain-states-");
    private readonly FileGrainStorage _storage;

    public FileGrainStorageTests() => _storage = Open();

    protected override IGrainStorage Storage => _storage;

    private string FilePath => _storage.GetPath("progress", Grain);

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Read_ByAnotherProcess_GivesWhatWasWritten()
    {
        GrainState<Progress> written = new(new Progress { Steps = 5 });
        await Storage.WriteStateAsync("progress", Grain, written);

        GrainState<Progress> read = new();
        await Open().ReadStateAsync("progress", Grain, read);

        Assert.Equal((5, written.ETag), (read.State!.Steps, read.ETag));
    }

    [Fact]
    public async Task Read_OfAnyDamagedByte_NamesTheFile()
    {
        await Storage.WriteStateAsync("progress", Grain, new GrainState<Progress>(new Progress { Steps = 5 }));
        byte[] good = await File.ReadAllBytesAsync(FilePath);
        for (int i = 0; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x10;
            await File.WriteAllBytesAsync(FilePath, bad);

            CorruptGrainStateException refused = await Assert.ThrowsAsync<CorruptGrainStateException>(Read);
            Assert.Contains(FilePath, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(60)]
    public async Task Write_OverTruncatedFile_IsRefused(int length)
    {
        GrainState<Progress> state = new(new Progress { Steps = 5 });
        await Storage.WriteStateAsync("progress", Grain, state);
        await File.WriteAllBytesAsync(FilePath, (await File.ReadAllBytesAsync(FilePath))[..length]);

        await Assert.ThrowsAsync<CorruptGrainStateException>(() => Storage.WriteStateAsync("progress", Grain, state));
        await Assert.ThrowsAsync<CorruptGrainStateException>(() => Storage.ClearStateAsync("progress", Grain, state));
        Assert.Equal(length, new FileInfo(FilePath).Length);
    }

    [Fact]
    public async Task Clear_OfAnyDamagedByteThatTellsTheStatesApart_IsRefused()
    {
        GrainState<Progress> state = new(new Progress { Steps = 5 });
        await Storage.WriteStateAsync("progress", Grain, state);
        byte[] good = await File.ReadAllBytesAsync(FilePath);
        int checksum = good.Length - 32, names = 25 + "progress".Length + Grain.ToString().Length;
        for (int i = 0; i < checksum + 8; i = i + 1 == names ? checksum : i + 1)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x10;
            await File.WriteAllBytesAsync(FilePath, bad);

            await Assert.ThrowsAnyAsync<Exception>(() => Storage.ClearStateAsync("progress", Grain, state));
            Assert.Equal(bad, await File.ReadAllBytesAsync(FilePath));
        }

        await File.WriteAllBytesAsync(FilePath, good);
        await Storage.ClearStateAsync("progress", Grain, state);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public async Task Read_OfFileOfAnotherGrain_IsRefused()
    {
        await Storage.WriteStateAsync("progress", Grain, new GrainState<Progress>(new Progress()));
        GrainId other = GrainId.Create("run", "other");
        File.Copy(FilePath, _storage.GetPath("progress", other));

        await Assert.ThrowsAsync<CorruptGrainStateException>(() => Read("progress", other));
    }

    [Fact]
    public async Task Read_OfAnotherType_IsRefused()
    {
        await Storage.WriteStateAsync("progress", Grain, new GrainState<string>("text"));

        await Assert.ThrowsAsync<CorruptGrainStateException>(Read);
    }

    [Fact]
    public async Task Write_AfterInterruptedWrite_Succeeds()
    {
        GrainState<Progress> state = new(new Progress { Steps = 1 });
        await Storage.WriteStateAsync("progress", Grain, state);
        await File.WriteAllTextAsync(FilePath + ".tmp", "half a state");

        Assert.Equal(1, (await Read()).State!.Steps);
        state.State!.Steps = 2;
        await Storage.WriteStateAsync("progress", Grain, state);
        Assert.Equal(2, (await Read()).State!.Steps);
        Assert.False(File.Exists(FilePath + ".tmp"));
    }

    [Fact]
    public async Task Write_ThatCannotBeWritten_NamesTheFileAndKeepsTheOldState()
    {
        GrainState<Progress> state = new(new Progress { Steps = 1 });
        await Storage.WriteStateAsync("progress", Grain, state);
        string? etag = state.ETag;

        // A folder in the place of the temporary file stands for a disk that takes nothing more.
        Directory.CreateDirectory(FilePath + ".tmp");
        state.State!.Steps = 2;
        IOException failure = await Assert.ThrowsAsync<IOException>(() => Storage.WriteStateAsync("progress", Grain, state));

        Assert.Contains(FilePath, failure.Message, StringComparison.Ordinal);
        Assert.Equal(etag, state.ETag);
        Assert.Equal(1, (await Read()).State!.Steps);
    }

    [Fact]
    public async Task Write_OnFullDisk_KeepsTheOldState()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        GrainState<Progress> state = new(new Progress { Steps = 1 });
        await Storage.WriteStateAsync("progress", Grain, state);
        File.CreateSymbolicLink(FilePath + ".tmp", "/dev/full");
        state.State!.Note = new string('x', 100_000);

        await Assert.ThrowsAsync<IOException>(() => Storage.WriteStateAsync("progress", Grain, state));

        Assert.Equal(1, (await Read()).State!.Steps);
    }

    [Fact]
    public async Task Write_WhileAnotherProcessHoldsTheLock_Waits()
    {
        await Storage.WriteStateAsync("progress", Grain, new GrainState<Progress>(new Progress()));
        FileStream[] held =
        [
            .. Enumerable.Range(0, 64).Select(i => new FileStream(
                Path.Combine(_root.FullName, ".locks", $"{i:d2}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)),
        ];
        GrainState<Progress> state = await Read();

        Task write = Storage.WriteStateAsync("progress", Grain, state);
        bool wasHeldBack = !write.IsCompleted;
        foreach (FileStream stream in held)
        {
            await stream.DisposeAsync();
        }

        await write.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(wasHeldBack);
    }

    [Fact]
    public async Task Write_UntilKilled_LeavesAValidState()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // See StateWriterProgram for what the child does.
        string assembly = typeof(FileGrainStorageTests).Assembly.Location;
        for (int round = 0; round < 3; round++)
        {
            using Process writer = Process.Start(new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", Path.ChangeExtension(assembly, ".runtimeconfig.json"), assembly])
            {
                RedirectStandardOutput = true,
                Environment = { [StateWriterProgram.RootVariable] = _root.FullName },
            })!;
            for (int line = 0; line < 20 * (round + 1); line++)
            {
                Assert.NotNull(await writer.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
            }

            writer.Kill();
            int acknowledged = 0;
            while (await writer.StandardOutput.ReadLineAsync() is { } line)
            {
                acknowledged = int.Parse(line, System.Globalization.CultureInfo.InvariantCulture);
            }

            await writer.WaitForExitAsync();
            GrainState<Progress> state = await Read();
            Assert.InRange(state.State!.Steps, acknowledged, int.MaxValue);
        }
    }

    private FileGrainStorage Open() =>
        new("files", new FileGrainStorageOptions { RootDirectory = _root.FullName }, new Serializer(), TimeProvider.System);
}
