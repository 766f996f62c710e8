using System.CommandLine;
using RlOrleans.Client.Runs;
using RlOrleans.Environments;
using RlOrleans.Episodes;
using RlOrleans.Learning;
using RlOrleans.Runs;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl train</c>: checks the whole request, then trains in this process.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string?> EnvironmentId = new("environment")
    {
        Description = "What to learn, such as CartPole-v1; see rl environments.",
    };

    private static readonly Option<string?> Algorithm = new("--algorithm") { HelpName = "NAME", Description = "How to learn; see rl algorithms. Default: ppo" };
    private static readonly Option<string?> Steps = new("--steps") { HelpName = "N", Description = "Environment steps to train for, over all lanes. Default: the recipe's" };
    private static readonly Option<string?> Seed = new("--seed") { HelpName = "N", Description = "Seed of all randomness; the same seed gives the same weights, but where several agents learn asynchronously. Default: 1" };
    private static readonly Option<string?> Agents = new("--agents") { HelpName = "N", Description = "Agents that act at the same time. Default: 1" };
    private static readonly Option<string?> Lanes = new("--lanes") { HelpName = "N", Description = "Environment copies that each agent steps together. Default: the recipe's" };
    private static readonly Option<string?> Record = new("--record") { HelpName = "all|evaluation|none", Description = "Which episodes end in the dataset. Default: evaluation" };
    private static readonly Option<string?> Dataset = new("--dataset") { HelpName = "DIR|hf://user/name", Description = "Folder of the dataset, or a dataset on the Hugging Face Hub (token: HF_TOKEN). Default: ./datasets/<environment>" };
    private static readonly Option<string?> CheckpointEvery = new("--checkpoint-every") { HelpName = "N", Description = "Updates between two checkpoints. Default: one every two seconds" };

    private static readonly Option<string[]> Set = new("--set")
    {
        HelpName = "key=value",
        Description = "Overrides a hyperparameter of the recipe. May be given many times.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public static RlCommand Create() => new("train", "Trains a policy, evaluates it, and leaves its curve, checkpoints and dataset on disk.")
    {
        Arguments = { EnvironmentId },
        Options = { Algorithm, Steps, Seed, Agents, Lanes, CommonOptions.Wrap, CommonOptions.Plugin, Record, Set, CommonOptions.Out, Dataset, CheckpointEvery, PipelineArguments.Redis, PipelineArguments.RabbitMq, PipelineArguments.ShardMegabytes, PipelineArguments.ShardSeconds, SyncOption.Option, CommonOptions.Json },
        Examples =
        [
            new("rl train CartPole-v1", "with the tuned recipe"),
            new("rl train CartPole-v1 --seed 2 --steps 50000", "another seed, half the steps"),
            new("rl train CartPole-v1 --algorithm reinforce", "another algorithm"),
            new("rl train CartPole-v1 --set learning_rate=0.0003 --set n_steps=2048", "your own hyperparameters"),
            new("rl train CartPole-v1 --agents 4 --record all", "four agents, every episode recorded"),
            new("rl train CartPole-v1 --wrap frame-stack=4", "wrappers around the environment; see rl wrappers"),
            new("rl train MyGame-v0 --plugin MyGame.dll", "an environment of your own; see examples/own-environment"),
        ],
        Run = Run,
    };

    /// <summary>The request that was written, checked to the end.</summary>
    /// <exception cref="InvalidRequestException">All mistakes at once.</exception>
    internal static RunRequest Read(Invocation invocation)
    {
        var mistakes = invocation.Mistakes;
        var request = new RunRequest
        {
            Environment = invocation.Text(EnvironmentId) ?? "",
            Wrappers = [.. invocation.Texts(CommonOptions.Wrap)],
            Plugins = [.. invocation.Texts(CommonOptions.Plugin).Select(invocation.Terminal.PathOf)],
            Algorithm = invocation.Text(Algorithm) ?? "ppo",
            Steps = mistakes.Integer("--steps", invocation.Text(Steps), 1, RunLimits.MaxSteps),
            Seed = mistakes.Seed("--seed", invocation.Text(Seed)) ?? 1,
            Agents = mistakes.Integer("--agents", invocation.Text(Agents), 1, RunLimits.MaxAgents) ?? 1,
            Lanes = mistakes.Integer("--lanes", invocation.Text(Lanes), 1, RunLimits.MaxLanes),
            Record = mistakes.OneOf<Recording>("--record", invocation.Text(Record)) ?? Recording.Evaluation,
            Set = mistakes.Pairs("--set", invocation.Texts(Set)),
            Dataset = invocation.Text(Dataset),
            CheckpointEvery = mistakes.Integer("--checkpoint-every", invocation.Text(CheckpointEvery), 1, int.MaxValue),
        };

        // A missing environment or plugin is a mistake already, and nothing else can be said of what it would bring.
        RunSpec? spec = null;
        if (Plugins.Load(invocation) && request.Environment.Length > 0)
        {
            try
            {
                RemoteEnvironmentIds.Register(request.Environment);
                spec = new RunPlanner(EnvironmentRegistry.Default, AlgorithmRegistry.Default, RecipeBook.Default).Plan(request);
            }
            catch (InvalidRequestException exception)
            {
                mistakes.Add(exception.Errors);
            }
        }

        WritableFolder.Check("--out", invocation.Text(CommonOptions.Out) ?? CommonOptions.DefaultRunsFolder, invocation.RunsFolder, mistakes);
        if (spec is not null && spec.Record != Recording.None)
            CheckDataset(spec, invocation);
        mistakes.ThrowIfAny();
        return request with { Dataset = DatasetName.IsOnHub(spec!.Dataset) ? spec.Dataset : invocation.Terminal.PathOf(spec.Dataset) };
    }

    private static void CheckDataset(RunSpec spec, Invocation invocation)
    {
        if (DatasetName.WhyRefused(spec.Dataset) is { } refusal)
        {
            invocation.Mistakes.Add("--dataset", spec.Dataset, refusal);
            return;
        }

        // What a dataset elsewhere holds is seen when the first shard gets there; that one can write there, before training.
        if (DatasetName.IsOnHub(spec.Dataset))
        {
            if (spec.Record != Recording.None && !PipelineArguments.AreGiven(invocation) && DatasetReference.Hub(invocation.Terminal).Token.WhyRefused() is { } reason)
                invocation.Mistakes.Add("--dataset", spec.Dataset, reason);
            return;
        }

        string path = invocation.Terminal.PathOf(spec.Dataset);
        if (!WritableFolder.Check("--dataset", spec.Dataset, path, invocation.Mistakes))
            return;
        EnvironmentRegistry.Default.TryGet(spec.Environment, out var environment);
        var target = new RecordingTarget
        {
            Dataset = path,
            RunId = "new",
            Split = "train",
            Environment = spec.Environment,
            Algorithm = spec.Algorithm,
            ObservationSize = environment!.ObservationSpace.Size,
            ActionSize = environment.ActionSpace.Size,
            DiscreteActions = environment.ActionSpace is DiscreteSpace,
            FrameShape = environment.ObservationSpace is BoxSpace { HasPixels: true } frames ? frames.Shape : [],
        };
        if (DatasetFolder.WhyRefused(target) is { } mismatch)
            invocation.Mistakes.Add("--dataset", spec.Dataset, mismatch);
    }

    private static Task<int> Run(Invocation invocation)
    {
        var lockStep = SyncOption.Read(invocation, "train", invocation.Terminal.Error.WriteLine);
        var pipeline = PipelineArguments.Read(invocation);
        var shards = PipelineArguments.ReadShards(invocation);
        var request = Read(invocation);
        return new RunSession(invocation, invocation.RunsFolder, pipeline, shards) { LockStep = lockStep }.Run(client => client.LaunchAsync(request));
    }
}
