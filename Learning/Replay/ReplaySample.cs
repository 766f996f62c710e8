namespace RlOrleans.Learning;

/// <summary>What one gradient step learns from: steps of a <see cref="ReplayBuffer"/>, and how much each counts.</summary>
internal sealed class ReplaySample(int count)
{
    public int Count { get; } = count;

    /// <summary>Slots of the buffer; one may be there several times.</summary>
    public int[] Slots { get; } = new int[count];

    /// <summary>Weights of the losses, at most 1.</summary>
    public float[] Weights { get; } = new float[count];

    /// <summary>Filled by the learner: by how much each estimate was off.</summary>
    public float[] Errors { get; } = new float[count];
}
