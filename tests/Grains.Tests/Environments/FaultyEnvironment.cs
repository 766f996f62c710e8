using System.Buffers;
using RlOrleans.Environments;

namespace RlOrleans.Grains.Tests;

/// <summary>
/// CartPole whose first simulator breaks at a certain step: it throws, or gives what a fault makes of the step. At step 0, every
/// one throws when it starts.
/// </summary>
internal sealed class FaultyEnvironment(IVectorEnvironment inner, EnvironmentSpec spec, int? failAtStep, Action<StepBatch>? fault) : IVectorEnvironment
{
    public const string Id = "Faulty-v0";

    private int _steps;

    public EnvironmentSpec Spec => spec;

    public int LaneCount => inner.LaneCount;

    public ReadOnlySpan<uint> Episodes => inner.Episodes;

    public static EnvironmentRegistry Registry(int failAtStep, Action<StepBatch>? fault = null)
    {
        var registry = EnvironmentRegistry.CreateWithBuiltIns();
        registry.TryGet("CartPole-v1", out var cartPole);
        var spec = cartPole! with { Id = Id };
        int made = 0;
        registry.Register(spec, lanes => new FaultyEnvironment(
            EnvironmentRegistry.Default.Create("CartPole-v1", lanes), spec, failAtStep == 0 || made++ == 0 ? failAtStep : null, fault));
        return registry;
    }

    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        if (failAtStep == 0)
        {
            throw new InvalidOperationException("the simulator broke");
        }

        inner.Reset(seed, observations);
    }

    public void ResetLane(int lane, uint episode, Span<float> observation) => inner.ResetLane(lane, episode, observation);

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        bool fails = ++_steps == failAtStep;
        if (fails && fault is null)
        {
            throw new InvalidOperationException("the simulator broke");
        }

        inner.Step(actions, result);
        if (fails)
        {
            fault!(result);
        }
    }

    public void Snapshot(IBufferWriter<byte> destination) => inner.Snapshot(destination);

    public void Restore(ReadOnlySpan<byte> source) => inner.Restore(source);

    public void Dispose() => inner.Dispose();
}
