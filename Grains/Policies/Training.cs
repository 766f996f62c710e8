using System.Buffers;
using System.Collections.Immutable;
using RlOrleans.Agents;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Policies;

/// <summary>
/// A learner and how far it is: what a checkpoint restores on the policy's side. Not thread-safe; one caller at a time.
/// </summary>
internal sealed class Training : IDisposable
{
    private readonly ILearner _learner;
    private readonly TimeProvider _time;
    private readonly RecentEpisodes _recent = new();
    private readonly Rollout[] _rollouts;
    private readonly float[] _weights;
    private TimeSpan _elapsedBefore;
    private long _startedAt;
    private RateMeter _rate;

    public Training(ILearner learner, int agents, long totalSteps, TimeProvider time)
    {
        _learner = learner;
        _time = time;
        _rollouts = new Rollout[agents];
        _weights = new float[learner.WeightCount];
        Shape = learner.Policy.ToShape();
        Progress = new RunProgress { Status = RunStatus.Running, TotalSteps = totalSteps };
    }

    public PolicyShape Shape { get; }

    public RunProgress Progress { get; private set; }

    public long Version => _learner.Version;

    public bool Done => Progress.Steps >= Progress.TotalSteps;

    /// <summary>Starts the clock.</summary>
    public void Begin()
    {
        _startedAt = _time.GetTimestamp();
        _rate = new RateMeter(_time, Progress.Steps);
    }

    /// <summary>One update from at most one trajectory an agent, in the order given.</summary>
    /// <exception cref="DivergedException">A loss or weight is no longer finite; the message names it.</exception>
    public void Update(Trajectory[] trajectories)
    {
        long episodes = Progress.Episodes, steps = Progress.Steps;
        for (int i = 0; i < trajectories.Length; i++)
        {
            var trajectory = trajectories[i];
            _rollouts[i] = ToRollout(trajectory);
            steps += (long)trajectory.Steps * trajectory.Lanes;
            episodes += trajectory.Episodes.Length;
            foreach (var episode in trajectory.Episodes)
            {
                _recent.Add(episode.Return, episode.Length);
            }
        }

        var statistics = _learner.Update(_rollouts.AsSpan(0, trajectories.Length));
        Progress = Progress with
        {
            Updates = _learner.Version,
            Steps = steps,
            Episodes = episodes,
            MeanReturn = _recent.MeanReturn,
            MeanLength = _recent.MeanLength,
            StepsPerSecond = _rate.At(steps),
            Elapsed = _elapsedBefore + _time.GetElapsedTime(_startedAt),
            Statistics = ToDictionary(statistics),
        };
    }

    /// <summary>The current version, as agents get it.</summary>
    /// <param name="taken">Trajectories taken of each agent.</param>
    /// <param name="includeAgentState">Whether the agents' states are asked for.</param>
    public PolicySnapshot Snapshot(ImmutableArray<long> taken, bool includeAgentState) => new()
    {
        Version = _learner.Version,
        Shape = Shape,
        Weights = ImmutableArray.Create<float>(Weights()[..Shape.WeightCount]),
        IncludeAgentState = includeAgentState,
        Taken = taken,
    };

    public string WeightsHash() => Learning.WeightsHash.Compute(Weights());

    public Checkpoint Save(ImmutableArray<AgentState> agents)
    {
        var learner = new ArrayBufferWriter<byte>();
        _learner.Save(learner);
        return new Checkpoint
        {
            Progress = Progress,
            Learner = ImmutableArray.Create(learner.WrittenSpan),
            Agents = agents,
            RecentReturns = _recent.Returns,
            RecentLengths = _recent.Lengths,
        };
    }

    /// <exception cref="InvalidDataException">The checkpoint is of another learner.</exception>
    public void Load(Checkpoint checkpoint)
    {
        _learner.Load(checkpoint.Learner.AsSpan());
        _recent.Restore(checkpoint.RecentReturns, checkpoint.RecentLengths);
        _elapsedBefore = checkpoint.Progress.Elapsed;
        Progress = checkpoint.Progress;
    }

    public void Dispose() => _learner.Dispose();

    // Read until the next call.
    private Span<float> Weights()
    {
        _learner.CopyWeights(_weights);
        return _weights;
    }

    private static ImmutableDictionary<string, double> ToDictionary(UpdateStatistics statistics)
    {
        var values = ImmutableDictionary.CreateBuilder<string, double>();
        foreach (var (name, value) in statistics)
        {
            values.Add(name, value);
        }

        return values.ToImmutable();
    }

    private static Rollout ToRollout(Trajectory trajectory) => new(
        trajectory.Steps,
        trajectory.Lanes,
        trajectory.PolicyVersion,
        trajectory.Observations.AsMemory(),
        trajectory.Actions.AsMemory(),
        trajectory.LogProbs.AsMemory(),
        trajectory.Rewards.AsMemory(),
        trajectory.Terminated.AsMemory(),
        trajectory.Truncated.AsMemory(),
        trajectory.LastObservations.AsMemory(),
        trajectory.FinalObservations.AsMemory())
    {
        InitialStates = trajectory.InitialStates.AsMemory(),
    };

    /// <summary>Steps a second since a mark that is renewed about twice a second.</summary>
    private struct RateMeter(TimeProvider time, long steps)
    {
        private long _markedAt = time.GetTimestamp();
        private long _markedSteps = steps;
        private double _rate;

        public double At(long steps)
        {
            double seconds = time.GetElapsedTime(_markedAt).TotalSeconds;
            if (seconds < 0.5 && _rate > 0)
            {
                return _rate;
            }

            double rate = (steps - _markedSteps) / Math.Max(seconds, 1e-9);
            if (seconds >= 0.5)
            {
                _markedAt = time.GetTimestamp();
                _markedSteps = steps;
                _rate = rate;
            }

            return rate;
        }
    }
}
