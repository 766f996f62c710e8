using System.Collections.Immutable;
using RlOrleans.Runs;

namespace RlOrleans.Client.Tests;

internal static class Samples
{
    public static RunDescription Run(string runId = "cartpole-v1-ppo-s1-20261121-093000", RunStatus status = RunStatus.Running) => new()
    {
        RunId = runId,
        Spec = new RunSpec
        {
            Environment = "CartPole-v1",
            Algorithm = "ppo",
            Steps = 100_000,
            Seed = 1,
            Agents = 1,
            Lanes = 8,
            Hyperparameters = ImmutableDictionary<string, string>.Empty.Add("gamma", "0.98"),
            Dataset = "/datasets/cartpole-v1",
        },
        Status = status,
        Progress = new RunProgress { Status = status, TotalSteps = 100_000 },
        Created = new DateTimeOffset(2026, 11, 21, 9, 30, 0, TimeSpan.Zero),
        Folder = $"/runs/{runId}",
    };
}
