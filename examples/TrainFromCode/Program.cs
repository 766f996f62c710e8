// Trains CartPole from a program instead of the command line, then asks the policy what to do.
//   dotnet run -c Release --project examples/TrainFromCode
using RlOrleans.Client;
using RlOrleans.Runs;

await using var client = await RlClient.EmbedAsync();
var run = await client.LaunchAsync(new RunRequest { Environment = "CartPole-v1", Seed = 1 });
await foreach (var progress in client.WatchAsync(run.RunId))
{
    if (progress.Updates % 50 == 0)
    {
        Console.WriteLine($"{progress.Steps,7} steps  mean return {progress.MeanReturn,6:F1}");
    }
}

run = await client.DescribeAsync(run.RunId);
Console.WriteLine($"{run.Status}: {run.Evaluation!.MeanReturn:F1} over {run.Evaluation.Episodes} episodes, in {run.Folder}");

// The pole leans right: the cart should go right (1).
var action = await client.ActAsync(run.RunId, [0f, 0f, 0.1f, 0.5f]);
Console.WriteLine($"action {action[0]}");
