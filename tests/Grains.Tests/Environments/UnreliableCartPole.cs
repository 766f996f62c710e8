using RlOrleans.Environments;

namespace RlOrleans.Grains.Tests.Environments;

/// <summary>CartPole as somebody might have written it: at any step it may crash, or stall for seconds.</summary>
internal sealed class UnreliableCartPole(UnreliableCartPole.Simulators simulators) : IEnvironment, IDisposable
{
    public const string Id = "UnreliableCartPole-v0";

    // Draws that CartPole itself does not use.
    private const byte Fate = 200, Seed = 201;

    private readonly IVectorEnvironment _lane = EnvironmentRegistry.Default.Create("CartPole-v1", 1);
    private readonly StepBatch _batch = new(1, 4);

    public void Reset(in StepRandom random, Span<float> observation)
        => _lane.Reset(new EnvironmentSeed(random.Block(Seed).X, RandomPurpose.Environment, 0), observation);

    public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation)
    {
        simulators.MeetFate(random.Uniform(Fate));
        _lane.Step(action, _batch);
        (_batch.Terminated[0] ? _batch.FinalObservations : _batch.Observations).CopyTo(observation);
        return new StepOutcome(_batch.Rewards[0], _batch.Terminated[0], Truncated: false);
    }

    public void Save(SnapshotWriter writer)
    {
        var state = new System.Buffers.ArrayBufferWriter<byte>();
        _lane.Snapshot(state);
        writer.WriteInt32(state.WrittenCount);
        writer.WriteBytes(state.WrittenSpan);
    }

    public void Load(ref SnapshotReader reader) => _lane.Restore(reader.ReadBytes(reader.ReadInt32()));

    public void Dispose()
    {
        _lane.Dispose();
        simulators.Closed();
    }

    /// <summary>All of them, and how often they fail.</summary>
    internal sealed class Simulators : IDisposable
    {
        private readonly ManualResetEventSlim _over = new();
        private readonly double _crashes;
        private readonly double _stalls;
        private readonly TimeSpan _stall;
        private int _open;
        private int _stalled;

        public Simulators(double crashes, double stalls, TimeSpan stall)
        {
            (_crashes, _stalls, _stall) = (crashes, stalls, stall);
            Registry.TryGet("CartPole-v1", out var cartPole);
            Registry.Register(cartPole! with { Id = Id, StepDeadline = TimeSpan.FromMilliseconds(100) }, () =>
            {
                Interlocked.Increment(ref _open);
                return new UnreliableCartPole(this);
            });
        }

        public EnvironmentRegistry Registry { get; } = EnvironmentRegistry.CreateWithBuiltIns();

        /// <summary>Made, and not disposed of.</summary>
        public int Open => Volatile.Read(ref _open);

        public int Stalled => Volatile.Read(ref _stalled);

        public void MeetFate(double chance)
        {
            if (chance < _crashes)
            {
                throw new InvalidOperationException("the physics exploded");
            }

            if (chance < _crashes + _stalls)
            {
                Interlocked.Increment(ref _stalled);
                _over.Wait(_stall);
            }
        }

        public void Closed() => Interlocked.Decrement(ref _open);

        public void Dispose() => _over.Set();
    }
}
