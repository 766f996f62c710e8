namespace RlOrleans.Environments;

/// <summary>
/// Names the episodes that a vector of lanes plays: episode k of lane i is a pure function of this value, i and k
/// (and of the actions), whatever the number of lanes beside it.
/// </summary>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Purpose">One of <see cref="RandomPurpose"/>, so that training and evaluation see different episodes.</param>
/// <param name="Agent">Which agent of the run owns the lanes; below 2^24.</param>
/// <param name="FirstLane">The number of the vector's lane 0. A replay of lane 5 is a vector of one lane whose first is 5.</param>
public readonly record struct EnvironmentSeed(ulong Seed, byte Purpose, uint Agent, uint FirstLane = 0)
{
    /// <summary>The chance of one step of one lane.</summary>
    /// <param name="lane">The lane's index in the vector.</param>
    /// <param name="episode">The lane's episode, counted from 0.</param>
    /// <param name="step">0 for the reset, t for the t-th step; below 2^24.</param>
    public StepRandom At(int lane, uint episode, uint step) =>
        new(new CounterRandom(Seed, Purpose, Agent, FirstLane + (uint)lane), episode, step);
}
