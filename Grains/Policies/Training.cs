using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RlOrleans.Agents;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Policies;

/// <summary>
/// A learner and how far it is: what a checkpoint restores on the policy's side. Not thread-safe; one caller at a time.
/// </summary>
internal sealed class Training : IDisposable
{
    // A turn may take a millisecond, and an update now and then several times as long as the one before.
    private static readonly TimeSpan LongestInTurn = TimeSpan.FromMilliseconds(0.2);

    private readonly ILearner _learner;
    private readonly TimeProvider _time;
    private readonly RecentEpisodes _recent = new();
    private readonly Rollout[] _rollouts;
    private readonly int[] _retiredLanes;
    private TimeSpan _elapsedBefore;
    private long _startedAt;
    private RateMeter _rate;

    public Training(ILearner learner, int agents, long totalSteps, TimeProvider time)
    {
        _learner = learner;
        _time = time;
        _rollouts = new Rollout[agents];
        _retiredLanes = new int[agents];
        Shape = learner.Policy.ToShape();
        Progress = new RunProgress { Status = RunStatus.Running, TotalSteps = totalSteps };
    }

    public PolicyShape Shape { get; }

    public RunProgress Progress { get; private set; }

    public long Version => _learner.Version;

    /// <summary>
    /// The version before the one that was loaded, where the first trajectory is to be acted on it: in an asynchronous run,
    /// acting is a trajectory ahead of learning, and what was on the way is acted again. Null otherwise.
    /// </summary>
    public PolicySnapshot? Previous { get; private set; }

    /// <summary>Whether updates are so short that a grain's turn may hold them: the last one was, by far.</summary>
    public bool UpdateFitsTurn { get; private set; }

    public bool Done => Progress.Steps >= Progress.TotalSteps;

    /// <summary>Trajectories of a size that are still to be learned from, at least 1 until all is done.</summary>
    public int TrajectoriesLeft(int steps, int lanes)
        => (int)Math.Min(int.MaxValue, (Progress.TotalSteps - Progress.Steps + ((long)steps * lanes) - 1) / ((long)steps * lanes));

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
        long episodes = Progress.Episodes, aborted = Progress.AbortedEpisodes, steps = Progress.Steps;
        for (int i = 0; i < trajectories.Length; i++)
        {
            var trajectory = trajectories[i];
            _rollouts[i] = ToRollout(trajectory);
            steps += (long)trajectory.Steps * trajectory.Lanes;
            episodes += trajectory.Episodes.Length;
            aborted += trajectory.AbortedEpisodes;
            _retiredLanes[trajectory.Agent] = trajectory.RetiredLanes;
            foreach (var episode in trajectory.Episodes)
            {
                _recent.Add(episode.Return, episode.Length);
            }
        }

        long start = _time.GetTimestamp();
        var statistics = _learner.Update(_rollouts.AsSpan(0, trajectories.Length));
        UpdateFitsTurn = _time.GetElapsedTime(start) < LongestInTurn;
        Progress = Progress with
        {
            Updates = _learner.Version,
            Steps = steps,
            Episodes = episodes,
            MeanReturn = _recent.MeanReturn,
            MeanLength = _recent.MeanLength,
            StepsPerSecond = _rate.At(steps),
            Elapsed = _elapsedBefore + _time.GetElapsedTime(_startedAt),
            AbortedEpisodes = aborted,
            RetiredLanes = _retiredLanes.Sum(),
            Statistics = ToDictionary(statistics, aborted),
        };
    }

    /// <summary>The current version, as agents get it.</summary>
    /// <param name="taken">Trajectories taken of each agent.</param>
    /// <param name="includeAgentState">Whether the agents' states are asked for.</param>
    public PolicySnapshot Snapshot(ImmutableArray<long> taken, bool includeAgentState)
    {
        var weights = GC.AllocateUninitializedArray<float>(Shape.WeightCount);
        _learner.CopyPolicyWeights(weights);
        return new()
        {
            Version = _learner.Version,
            Shape = Shape,
            Weights = ImmutableCollectionsMarshal.AsImmutableArray(weights),
            IncludeAgentState = includeAgentState,
            Taken = taken,
        };
    }

    /// <summary>Of all networks of the learner.</summary>
    public string WeightsHash()
    {
        var weights = new float[_learner.WeightCount];
        _learner.CopyWeights(weights);
        return Learning.WeightsHash.Compute(weights);
    }

    /// <summary>What the run goes on from.</summary>
    /// <param name="agents">The agents as they were when they sent what was learned from last.</param>
    /// <param name="actedOn">Weights of the version before, where experience that was acted on it is still to come; otherwise empty.</param>
    public Checkpoint Save(ImmutableArray<AgentState> agents, ImmutableArray<float> actedOn)
    {
        var learner = new ArrayBufferWriter<byte>();
        _learner.Save(learner);
        return new Checkpoint
        {
            Progress = Progress,
            Learner = ImmutableArray.Create(learner.WrittenSpan),
            Agents = agents,
            PreviousWeights = actedOn,
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
        Previous = checkpoint.PreviousWeights.IsDefaultOrEmpty ? null : new PolicySnapshot
        {
            Version = Version - 1,
            Shape = Shape,
            Weights = checkpoint.PreviousWeights,
            Taken = [-1],
        };
    }

    public void Dispose() => _learner.Dispose();

    private ImmutableDictionary<string, double> ToDictionary(UpdateStatistics statistics, long abortedEpisodes)
    {
        var values = ImmutableDictionary.CreateBuilder<string, double>();
        foreach (var (name, value) in statistics)
        {
            values.Add(name, value);
        }

        // Where no simulator ever failed, nobody wants to read of it.
        if (abortedEpisodes > 0)
        {
            values.Add("aborted_episodes", abortedEpisodes);
            values.Add("retired_lanes", _retiredLanes.Sum());
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
        Excluded = trajectory.Excluded.AsMemory(),
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
