namespace RlOrleans.Client.Tests.CommandLine;

public sealed class LookingMistakesTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Watch_AllMistakes_AreToldAtOnce()
    {
        Assert.Equal(2, await _shell.Run("watch latest --episodes 0 --fps 1000 --seed -1"));
        Assert.Equal(3, _shell.ErrorLines.Count);
        Assert.Contains("--fps '1000': must be a whole number from 1 to 120", _shell.Error);
    }

    [Fact]
    public async Task Watch_NoRuns_SaysWhereItLooked()
    {
        Assert.Equal(2, await _shell.Run("watch latest"));
        Assert.Contains("there is no folder of runs at runs", _shell.Error);
    }

    [Fact]
    public async Task Replay_FilesThatCannotBe_AreAllRefused()
    {
        Directory.CreateDirectory(Path.Combine(_shell.WorkingDirectory, "there"));
        await File.WriteAllTextAsync(Path.Combine(_shell.WorkingDirectory, "file"), "");
        Assert.Equal(2, await _shell.Run("replay latest --gif there --svg there --png file --fps 51 --size 10"));
        Assert.Equal(5, _shell.ErrorLines.Count);
        Assert.Contains("--gif 'there': is a folder; a file is needed", _shell.Error);
        Assert.Contains("--png 'file': is a file; a folder is needed", _shell.Error);
    }
}
