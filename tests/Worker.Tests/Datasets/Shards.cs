using System.Collections.Immutable;
using RlOrleans.Episodes;

namespace RlOrleans.Worker.Tests.Datasets;

/// <summary>Shards with episodes whose every number tells where it belongs.</summary>
internal static class Shards
{
    public static EpisodeShard Make(
        string dataset, string id = "agent-0-000001", int episodes = 5, bool discrete = true, string split = "train",
        string environment = "CartPole-v1", string run = "run-1", int length = 20)
    {
        var target = new RecordingTarget
        {
            Dataset = dataset,
            RunId = run,
            Split = split,
            Environment = environment,
            Algorithm = "ppo",
            ObservationSize = 4,
            ActionSize = discrete ? 1 : 2,
            DiscreteActions = discrete,
        };
        return new EpisodeShard
        {
            ShardId = id,
            Target = target,
            Episodes = [.. Enumerable.Range(0, episodes).Select(i => MakeEpisode(i, target, length + i))],
        };
    }

    /// <summary>The same shard with observations as what differs from row to row.</summary>
    public static EpisodeShard Differences(EpisodeShard shard)
    {
        int size = shard.Target.ObservationSize;
        return shard with { Episodes = [.. shard.Episodes.Select(Of)] };

        Episode Of(Episode episode)
        {
            var values = ImmutableArray.CreateBuilder<float>();
            var segments = ImmutableArray.CreateBuilder<int>();
            float[] last = new float[size];
            for (int row = 0; row <= episode.Length; row++)
            {
                float[] now = [.. episode.Observations.AsSpan(row * size, size)];
                int[] changed = [.. Enumerable.Range(0, size).Where(i => now[i] != last[i])];
                segments.Add(changed.Length);
                foreach (int place in changed)
                {
                    segments.AddRange(place, 1);
                    values.Add(now[place]);
                }

                last = now;
            }

            return episode with { Observations = values.ToImmutable(), ObservationSegments = segments.ToImmutable() };
        }
    }

    private static Episode MakeEpisode(int number, RecordingTarget target, int length)
    {
        ImmutableArray<float> rewards = [.. Enumerable.Range(0, length).Select(t => t % 3 == 0 ? -0.5f : 1)];
        return new Episode
        {
            Id = $"{target.RunId}/0/{number % 3}/{number}",
            Ordinal = 100 + number,
            Seed = ulong.MaxValue - 7,
            Purpose = 1,
            Agent = 0xFF_FFFE,
            Lane = number % 3,
            EpisodeNumber = uint.MaxValue - (uint)number,
            Observations = [.. Enumerable.Range(0, (length + 1) * target.ObservationSize).Select(i => number + i / 16f)],
            Actions = [.. Enumerable.Range(0, length * target.ActionSize).Select(i => target.DiscreteActions ? i % 2 : i / -8f)],
            Rewards = rewards,
            LogProbs = [.. Enumerable.Range(0, length).Select(i => -i / 32f)],
            PolicyVersions = [.. Enumerable.Range(0, length).Select(i => (long)i / 10)],
            Terminated = number % 3 == 0,
            Truncated = number % 3 == 1,
            Aborted = number % 3 == 2,
            Return = rewards.Sum(reward => (double)reward),
        };
    }
}
