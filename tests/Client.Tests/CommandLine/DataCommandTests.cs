using RlOrleans.Client.Tests.EndToEnd;

namespace RlOrleans.Client.Tests.CommandLine;

public sealed class DataCommandTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Data_RecordedRun_IsListedShownAndVerified()
    {
        Assert.Equal(0, await _shell.Run("train CartPole-v1 --steps 4096 --record all --json"));
        long trained = _shell.Json.GetProperty("episodes").GetInt64();

        Assert.Equal(0, await _shell.Run("data list --json"));
        var listed = Assert.Single(_shell.Json.GetProperty("datasets").EnumerateArray());
        Assert.Equal("cartpole-v1", listed.GetProperty("name").GetString());
        Assert.Equal(trained + 100, listed.GetProperty("episodes").GetInt64());

        Assert.Equal(0, await _shell.Run("data show cartpole-v1 --json"));
        var returns = _shell.Json.GetProperty("returns").EnumerateArray().ToList();
        Assert.Equal(["evaluation", "train"], returns.Select(row => row.GetProperty("split").GetString()));
        Assert.Equal(trained, returns[1].GetProperty("episodes").GetInt64());
        Assert.Contains(_shell.Json.GetProperty("step_columns").EnumerateArray(), column => column.GetProperty("type").GetString() == "list of float32");

        Assert.Equal(0, await _shell.Run("data verify cartpole-v1 --json --replays 20"));
        Assert.Equal(20, _shell.Json.GetProperty("replayed").GetInt32());
        Assert.Empty(_shell.Json.GetProperty("problems").EnumerateArray());

        Assert.Equal(0, await _shell.Run("data show cartpole-v1"));
        Assert.Contains("action_log_prob", _shell.Output);
        Assert.Equal(0, await _shell.Run("data list"));
        Assert.Contains("CartPole-v1", _shell.Output);
    }

    [Fact]
    public async Task Verify_DamagedFile_FailsAndNamesIt()
    {
        Assert.Equal(0, await _shell.Run("train CartPole-v1 --steps 2048 --json"));
        string file = Directory.GetFiles(Path.Combine(_shell.WorkingDirectory, "datasets", "cartpole-v1", "data"), "*.parquet")[0];
        Workplace.Corrupt(file);
        Assert.Equal(1, await _shell.Run("data verify datasets/cartpole-v1"));
        Assert.Contains(Path.GetFileName(file), _shell.Output);
        Assert.Equal(1, await _shell.Run("data verify cartpole-v1 --json"));
        Assert.NotEmpty(_shell.Json.GetProperty("problems").EnumerateArray());
        Assert.Equal(0, _shell.Json.GetProperty("replayed").GetInt32());
    }

    [Theory]
    [InlineData("data show nothing", "dataset 'nothing' is not known")]
    [InlineData("data pull hf://user/a--b", "'--' and '..' are not allowed")]
    [InlineData("data pull cartpole", "must be hf://user/name")]
    [InlineData("data verify s3://x", "must be the path of a folder, or hf://user/name")]
    [InlineData("data list somebody", "must be hf://user")]
    [InlineData("data verify x --replays -1", "must be a whole number from 0")]
    public async Task Data_BadRequest_SaysWhatIsAllowed(string line, string message)
    {
        Assert.Equal(2, await _shell.Run(line));
        Assert.Contains(message, Assert.Single(_shell.ErrorLines));
    }

    [Fact]
    public async Task List_NothingRecorded_SaysSo()
    {
        Assert.Equal(0, await _shell.Run("data list"));
        Assert.Contains("no datasets yet", _shell.Output);
    }
}
