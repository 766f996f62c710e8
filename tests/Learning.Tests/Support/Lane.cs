namespace RlOrleans.Learning.Tests;

/// <summary>One lane of a task with discrete actions, which starts again by itself when the caller says so.</summary>
internal abstract class Lane
{
    public abstract void Observe(Span<float> observation);

    public abstract void Reset();

    public abstract (float Reward, bool Terminated, bool Truncated) Step(int action);
}
