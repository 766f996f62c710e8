using System.Buffers;

namespace RlOrleans.Environments.Service.Remote;

/// <summary>
/// One vector of lanes of which several services play a part each, all at the same time. A service that cannot be used costs
/// its own lanes only: they are <see cref="StepBatch.Aborted"/>, and the first <see cref="ResetLane"/> asks for it again.
/// </summary>
/// <remarks>Lanes keep their numbers, so that the episodes are those of one service that plays all lanes.</remarks>
internal sealed class PartitionedEnvironment : IVectorEnvironment
{
    private readonly LanePart[] _parts;
    private readonly uint[] _episodes;
    private EnvironmentSeed _seed;
    private bool _started;

    /// <param name="spec">What all services play.</param>
    /// <param name="lanes">N.</param>
    /// <param name="create">Makes the lanes of each service; those that no lane is left for are not used.</param>
    /// <param name="time">The clock of the threads that wait for the services.</param>
    public PartitionedEnvironment(EnvironmentSpec spec, int lanes, IReadOnlyList<Func<int, IVectorEnvironment>> create, TimeProvider time)
    {
        Spec = spec;
        _episodes = new uint[lanes];
        _parts = new LanePart[Math.Min(create.Count, lanes)];
        for (int part = 0; part < _parts.Length; part++)
        {
            int first = (int)((long)lanes * part / _parts.Length), end = (int)((long)lanes * (part + 1) / _parts.Length);
            _parts[part] = new LanePart(spec, first, end - first, create[part], time);
        }
    }

    public EnvironmentSpec Spec { get; }

    public int LaneCount => _episodes.Length;

    public ReadOnlySpan<uint> Episodes => _episodes;

    public bool KeepsDeadlines => true;

    public bool ReportsReturns => Array.Exists(_parts, part => part.ReportsReturns);

    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        EnvironmentSeed played = _seed = seed;
        RequireNone(RunAll(part => part.Start(played)));
        foreach (LanePart part in _parts)
            part.Batch.Observations.CopyTo(observations[(part.First * Spec.ObservationSpace.Size)..]);
        _started = true;
        CountEpisodes();
    }

    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        LanePart part = _parts.First(one => lane < one.First + one.Count);
        part.ResetLane(lane - part.First, episode, _seed, observation);
        CountEpisodes();
    }

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        if (!_started)
            throw new InvalidOperationException("The environment has to be reset or restored before anything else.");
        foreach (LanePart part in _parts)
            part.Take(actions.Slice(part.First * Spec.ActionSpace.Size, part.Count * Spec.ActionSpace.Size));
        Exception?[] errors = RunAll(part => part.Step());
        if (Array.Find(errors, error => error is ArgumentException or FatalEnvironmentException) is { } fault)
            throw fault;
        for (int i = 0; i < _parts.Length; i++)
            _parts[i].Collect(errors[i], result);
        CountEpisodes();
    }

    public void Snapshot(IBufferWriter<byte> destination)
    {
        RequireNone(RunAll(part => part.Save()));
        var body = new ArrayBufferWriter<byte>();
        var writer = new SnapshotWriter(body);
        writer.WriteUInt64(_seed.Seed);
        writer.WriteByte(_seed.Purpose);
        writer.WriteUInt32(_seed.Agent);
        writer.WriteUInt32(_seed.FirstLane);
        foreach (LanePart part in _parts)
        {
            writer.WriteInt32(part.Saved.Length);
            writer.WriteBytes(part.Saved.Span);
        }

        SnapshotFrame.Write(destination, Spec.Id, LaneCount, body.WrittenSpan);
    }

    public void Restore(ReadOnlySpan<byte> source)
    {
        SnapshotReader reader = SnapshotFrame.Open(source, Spec.Id, LaneCount);
        var seed = new EnvironmentSeed(reader.ReadUInt64(), reader.ReadByte(), reader.ReadUInt32(), reader.ReadUInt32());
        foreach (LanePart part in _parts)
            part.Saved = reader.ReadBytes(reader.ReadInt32()).ToArray();
        RequireNone(RunAll(part => part.Restore()));
        (_seed, _started) = (seed, true);
        CountEpisodes();
    }

    public void Dispose()
    {
        RunAll(part => part.Abandon());
        foreach (LanePart part in _parts)
            part.Dispose();
    }

    // All parts at once; the error of each, or null.
    private Exception?[] RunAll(Action<LanePart> work)
    {
        Task<Exception?>[] running = [.. _parts.Select(part => part.Run(work))];
        return [.. running.Select(task => task.GetAwaiter().GetResult())];
    }

    private static void RequireNone(Exception?[] errors)
    {
        if (Array.Find(errors, error => error is not null) is { } error)
            throw error;
    }

    private void CountEpisodes()
    {
        foreach (LanePart part in _parts)
            part.Episodes.CopyTo(_episodes.AsSpan(part.First));
    }
}
