using System.Text.Json;
using RlOrleans.Client.CommandLine;
using RlOrleans.Runs;

namespace RlOrleans.Client.Tests.CommandLine;

public sealed class RunJsonTests
{
    [Fact]
    public void Write_CompletedRun_HasTheFieldsOfTheContract()
    {
        var run = Samples.Run(status: RunStatus.Completed) with
        {
            Evaluation = new EvaluationResult(100, 498.25, 3.5, 498),
            WeightsHash = "0123",
            Progress = Samples.Run().Progress with { Steps = 99_840, Updates = 390, Elapsed = TimeSpan.FromSeconds(2) },
        };
        var json = Written(run);
        Assert.Equal(run.RunId, json.GetProperty("run_id").GetString());
        Assert.Equal("CartPole-v1", json.GetProperty("environment").GetString());
        Assert.Equal("ppo", json.GetProperty("algorithm").GetString());
        Assert.Equal(1UL, json.GetProperty("seed").GetUInt64());
        Assert.Equal(99_840, json.GetProperty("steps").GetInt64());
        Assert.Equal(390, json.GetProperty("updates").GetInt64());
        Assert.Equal(2.0, json.GetProperty("train_seconds").GetDouble());
        Assert.Equal(49_920.0, json.GetProperty("steps_per_second").GetDouble());
        Assert.Equal(100, json.GetProperty("evaluation").GetProperty("episodes").GetInt32());
        Assert.Equal(498.25, json.GetProperty("evaluation").GetProperty("mean_return").GetDouble());
        Assert.Equal(3.5, json.GetProperty("evaluation").GetProperty("std_return").GetDouble());
        Assert.Equal("0123", json.GetProperty("weights_hash").GetString());
        Assert.Equal($"/runs/{run.RunId}", json.GetProperty("out").GetString());
        Assert.Equal("/datasets/cartpole-v1", json.GetProperty("dataset").GetString());
        Assert.Equal("completed", json.GetProperty("status").GetString());
    }

    [Fact]
    public void Write_RunWithoutResults_HasNullsAndNoNaN()
    {
        var json = Written(Samples.Run(status: RunStatus.Created) with { Spec = Samples.Run().Spec with { Record = Recording.None } });
        foreach (string name in new[] { "evaluation", "weights_hash", "mean_return", "dataset" })
            Assert.Equal(JsonValueKind.Null, json.GetProperty(name).ValueKind);
        Assert.Equal(0, json.GetProperty("steps_per_second").GetDouble());
    }

    [Fact]
    public void Write_AnyAnswer_IsOneLine()
    {
        var output = new StringWriter();
        RlJson.Write(output, RunJson.Of(Samples.Run()));
        Assert.Equal(output.ToString().Length - 1, output.ToString().IndexOf('\n', StringComparison.Ordinal));
    }

    private static JsonElement Written(RunDescription run)
    {
        var output = new StringWriter();
        RlJson.Write(output, RunJson.Of(run));
        return JsonDocument.Parse(output.ToString()).RootElement;
    }
}
