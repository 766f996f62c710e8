using System.Collections.Immutable;
using RlOrleans.Client.Replay;
using RlOrleans.Environments;
using RlOrleans.Environments.Rendering;
using RlOrleans.Episodes;

namespace RlOrleans.Client.Tests.Replay;

public sealed class EpisodeReplayTests
{
    private const string CartPole = "CartPole-v1";
    private readonly EpisodeReplay _replay = new(EnvironmentRegistry.Default);

    [Theory]
    [InlineData(0, 0u)]
    [InlineData(3, 2u)]
    public void FirstDifference_EpisodeAsRecorded_IsNull(int lane, uint episodeNumber)
        => Assert.Null(_replay.FirstDifference(CartPole, Record(lane, episodeNumber)));

    [Fact]
    public void FirstDifference_LastBitOfAnObservation_IsFound()
    {
        var episode = Record(lane: 1, episodeNumber: 0);
        float changed = MathF.BitIncrement(episode.Observations[5]);
        string? difference = _replay.FirstDifference(CartPole, episode with { Observations = episode.Observations.SetItem(5, changed) });
        Assert.StartsWith("observation of step 1, element 1:", difference);
    }

    [Fact]
    public void FirstDifference_Reward_IsFound()
    {
        var episode = Record(lane: 1, episodeNumber: 0);
        Assert.StartsWith("reward of step 2", _replay.FirstDifference(CartPole, episode with { Rewards = episode.Rewards.SetItem(2, 0.5f) }));
    }

    [Fact]
    public void FirstDifference_Flags_AreFound()
    {
        var episode = Record(lane: 1, episodeNumber: 0);
        string? difference = _replay.FirstDifference(CartPole, episode with { Terminated = false, Truncated = true });
        Assert.StartsWith($"flags of step {episode.Length - 1}", difference);
    }

    [Fact]
    public void FirstDifference_OtherSeed_DiffersFromTheFirstObservation()
        => Assert.StartsWith("observation of step 0", _replay.FirstDifference(CartPole, Record(lane: 0, episodeNumber: 0) with { Seed = 8 }));

    [Fact]
    public void FirstDifference_EpisodeCutShort_IsFound()
    {
        var episode = Record(lane: 1, episodeNumber: 0);
        var shortened = episode with
        {
            Observations = episode.Observations[..^4],
            Actions = episode.Actions[..^1],
            Rewards = episode.Rewards[..^1],
        };
        Assert.StartsWith($"flags of step {shortened.Length - 1}", _replay.FirstDifference(CartPole, shortened));
    }

    [Fact]
    public void FirstDifference_ArraysThatDoNotFit_SaysSo()
    {
        var episode = Record(lane: 1, episodeNumber: 0);
        Assert.StartsWith("shape:", _replay.FirstDifference(CartPole, episode with { Actions = episode.Actions.Add(0) }));
    }

    [Fact]
    public void Record_EpisodeThatFell_ShowsTheFall()
    {
        var episode = Record(lane: 1, episodeNumber: 1);
        var (film, stride) = new EpisodeFilm(EnvironmentRegistry.Default).Record(CartPole, episode, 25, out string? difference);
        Assert.Null(difference);
        Assert.Equal((1, episode.Length + 1), (stride, film.Scenes.Count));
        Assert.Equal(film.Scenes.Count, film.Scenes.Select(SvgWriter.Write).Distinct().Count());
    }

    /// <summary>Plays several lanes with a fixed rule, as an agent would, and records one episode of one lane.</summary>
    private static Episode Record(int lane, uint episodeNumber)
    {
        const int Lanes = 4, Size = 4;
        var environment = EnvironmentRegistry.Default.Create(CartPole, Lanes);
        var batch = new StepBatch(Lanes, Size);
        var observations = new float[Lanes * Size];
        environment.Reset(new EnvironmentSeed(7, RandomPurpose.Environment, 2), observations);
        var (seen, actions, rewards) = (new List<float>(), new List<float>(), new List<float>());
        var chosen = new float[Lanes];
        for (int step = 0; ; step++)
        {
            uint playing = environment.Episodes[lane];
            for (int i = 0; i < Lanes; i++)
                chosen[i] = (step + i) % 3 == 0 ? 1 : 0;
            if (playing == episodeNumber)
            {
                seen.AddRange(observations.AsSpan(lane * Size, Size));
                actions.Add(chosen[lane]);
            }

            environment.Step(chosen, batch);
            batch.Observations.CopyTo(observations, 0);
            if (playing != episodeNumber)
                continue;
            rewards.Add(batch.Rewards[lane]);
            if (!batch.Terminated[lane] && !batch.Truncated[lane])
                continue;
            seen.AddRange(batch.FinalObservations.AsSpan(lane * Size, Size));
            return new Episode
            {
                Id = $"run/2/{lane}/{episodeNumber}",
                Ordinal = 0,
                Seed = 7,
                Purpose = RandomPurpose.Environment,
                Agent = 2,
                Lane = lane,
                EpisodeNumber = episodeNumber,
                Observations = [.. seen],
                Actions = [.. actions],
                Rewards = [.. rewards],
                LogProbs = [.. Enumerable.Repeat(0f, rewards.Count)],
                PolicyVersions = [.. Enumerable.Repeat(0L, rewards.Count)],
                Terminated = batch.Terminated[lane],
                Truncated = batch.Truncated[lane],
                Return = rewards.Sum(),
            };
        }
    }
}
