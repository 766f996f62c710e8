using System.Collections.Immutable;
using RlOrleans.Environments;
using RlOrleans.Episodes;

namespace RlOrleans.Client.Benchmarks;

/// <summary>Records episodes of random actions, the same ones each time. N lanes, D observation size, A action size.</summary>
internal static class RandomPlay
{
    private const ulong Seed = 1;
    private const int Lanes = 4;
    private const string RunId = "bench";

    /// <summary>Plays until the episodes that ended take as many bytes in memory; in the order that they ended.</summary>
    public static EpisodeShard Record(string environmentId, long bytes, string dataset)
    {
        using var environment = EnvironmentRegistry.Default.Create(environmentId, Lanes);
        var spec = environment.Spec;
        var batch = new StepBatch(Lanes, spec.ObservationSpace.Size);
        var actions = new float[Lanes * spec.ActionSpace.Size];
        var episodes = ImmutableArray.CreateBuilder<Episode>();
        var open = Enumerable.Range(0, Lanes).Select(lane => new OpenEpisode(spec, lane)).ToArray();
        long recorded = 0;
        environment.Reset(new EnvironmentSeed(Seed, RandomPurpose.Environment, Agent: 0), batch.Observations);
        while (recorded < bytes)
        {
            foreach (var episode in open)
                episode.Act(batch, actions);
            environment.Step(actions, batch);
            foreach (var episode in open)
            {
                if (episode.Take(batch, episodes.Count) is not { } ended || recorded >= bytes)
                    continue;
                episodes.Add(ended);
                recorded += ended.SizeBytes;
            }
        }

        return new EpisodeShard { ShardId = Names.ShardId("0", 0), Target = TargetOf(environmentId, spec, dataset), Episodes = episodes.ToImmutable() };
    }

    private static RecordingTarget TargetOf(string environmentId, EnvironmentSpec spec, string dataset) => new()
    {
        Dataset = dataset,
        RunId = RunId,
        Split = "train",
        Environment = environmentId,
        Algorithm = "random",
        ObservationSize = spec.ObservationSpace.Size,
        ActionSize = spec.ActionSpace.Size,
        DiscreteActions = spec.ActionSpace is DiscreteSpace,
        FrameShape = spec.ObservationSpace is BoxSpace { HasPixels: true } frames ? frames.Shape : [],
    };

    /// <summary>The episode that one lane is in.</summary>
    private sealed class OpenEpisode(EnvironmentSpec spec, int lane)
    {
        private readonly CounterRandom _random = new(Seed, RandomPurpose.Action, 0, (uint)lane);
        private readonly float _logProb = spec.ActionSpace is DiscreteSpace { Count: var count } ? -MathF.Log(count) : 0;
        private readonly List<float> _observations = [], _actions = [], _rewards = [];
        private ulong _counter;
        private uint _number;

        private Range Observation => (lane * spec.ObservationSpace.Size)..((lane + 1) * spec.ObservationSpace.Size);

        private Range Action => (lane * spec.ActionSpace.Size)..((lane + 1) * spec.ActionSpace.Size);

        public void Act(StepBatch batch, Span<float> actions)
        {
            var action = actions[Action];
            spec.ActionSpace.Sample(_random, _counter, action);
            _counter += (ulong)action.Length;
            _observations.AddRange(batch.Observations.AsSpan(Observation));
            _actions.AddRange(action);
        }

        /// <summary>Takes in what the step gave; the episode, if it ended.</summary>
        public Episode? Take(StepBatch batch, long ordinal)
        {
            _rewards.Add(batch.Rewards[lane]);
            if (!(batch.Terminated[lane] | batch.Truncated[lane]))
                return null;
            _observations.AddRange(batch.FinalObservations.AsSpan(Observation));
            var episode = new Episode
            {
                Id = $"{RunId}/000/{lane}/{_number}",
                Ordinal = ordinal,
                Seed = Seed,
                Purpose = RandomPurpose.Environment,
                Agent = 0,
                Lane = lane,
                EpisodeNumber = _number++,
                Observations = [.. _observations],
                Actions = [.. _actions],
                Rewards = [.. _rewards],
                LogProbs = [.. Enumerable.Repeat(_logProb, _rewards.Count)],
                PolicyVersions = [.. Enumerable.Repeat(0L, _rewards.Count)],
                Terminated = batch.Terminated[lane],
                Truncated = batch.Truncated[lane],
                Return = _rewards.Sum(reward => (double)reward),
            };
            _observations.Clear();
            _actions.Clear();
            _rewards.Clear();
            return episode;
        }
    }
}
