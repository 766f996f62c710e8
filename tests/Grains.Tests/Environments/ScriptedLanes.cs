using System.Buffers;
using RlOrleans.Environments;

namespace RlOrleans.Grains.Tests.Environments;

/// <summary>Lanes that count their steps, and fail as a test tells them.</summary>
internal sealed class ScriptedLanes(EnvironmentSpec spec, int lanes, ScriptedLanes.Script script) : IVectorEnvironment
{
    public const string Id = "Scripted-v0";

    private readonly uint[] _episodes = new uint[lanes];
    private readonly int[] _steps = new int[lanes];

    public EnvironmentSpec Spec => spec;

    public int LaneCount => lanes;

    public ReadOnlySpan<uint> Episodes => _episodes;

    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Fail();
        Array.Clear(_episodes);
        Array.Clear(_steps);
        observations.Clear();
    }

    public Task PrepareLane(int lane, uint episode) => script.Loading?.Task ?? Task.CompletedTask;

    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Fail();
        (_episodes[lane], _steps[lane]) = (episode, 0);
        observation.Clear();
    }

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        Fail();
        for (int lane = 0; lane < lanes; lane++)
        {
            _steps[lane]++;
            result.Rewards[lane] = 1;
            result.Observations[lane] = lane == script.NotANumber ? float.NaN : _steps[lane];
            result.Terminated[lane] = script.Ends;
            if (script.Ends)
            {
                result.FinalObservations[lane] = _steps[lane];
                (result.Observations[lane], _steps[lane]) = (0, 0);
                _episodes[lane]++;
            }
        }
    }

    public void Snapshot(IBufferWriter<byte> destination)
    {
        if (script.CannotSave)
        {
            throw new NotSupportedException("it keeps no state");
        }

        foreach (int value in _steps)
        {
            destination.Write([(byte)value]);
        }
    }

    public void Restore(ReadOnlySpan<byte> source)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            _steps[lane] = source[lane];
        }
    }

    public void Dispose() => Interlocked.Increment(ref script.Disposed);

    private void Fail()
    {
        if (script.Throws)
        {
            throw new IOException("the simulator broke");
        }

        if (script.Hangs)
        {
            script.Released.Wait();
        }
    }

    /// <summary>What the lanes do.</summary>
    internal sealed class Script
    {
        public int Disposed;

        public volatile bool Throws;

        public volatile bool Hangs;

        public bool Ends { get; set; }

        /// <summary>What the start of a lane waits for; null for nothing.</summary>
        public TaskCompletionSource? Loading { get; set; }

        public bool CannotSave { get; set; }

        /// <summary>The lane whose observations are NaN; −1 for none.</summary>
        public int NotANumber { get; set; } = -1;

        /// <summary>Vectors that were made.</summary>
        public int Made { get; private set; }

        /// <summary>Far away for tests in which nothing hangs, whose clock runs faster than their threads.</summary>
        public TimeSpan Deadline { get; set; } = TimeSpan.FromMinutes(5);

        /// <summary>Set: what hangs comes back.</summary>
        public ManualResetEventSlim Released { get; } = new();

        public EnvironmentRegistry Registry()
        {
            var registry = new EnvironmentRegistry();
            var spec = new EnvironmentSpec(Id, new BoxSpace([1], [-1000], [1000]), new DiscreteSpace(2), 100, double.NaN, "Fails as it is told.") { StepDeadline = Deadline };
            registry.Register(spec, lanes =>
            {
                Made++;
                return new ScriptedLanes(spec, lanes, this);
            });
            return registry;
        }
    }
}
