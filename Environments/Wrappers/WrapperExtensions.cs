using System.Runtime.InteropServices;

namespace RlOrleans.Environments;

/// <summary>
/// Puts wrappers around an environment that has been neither reset nor restored: <c>environment.FrameSkip(4).ClipReward(-1, 1)</c>.
/// The wrapper owns what it wraps. Each throws an <see cref="ArgumentException"/> where it does not fit.
/// </summary>
public static class WrapperExtensions
{
    /// <summary>Shows the newest observations together, oldest first; at the start of an episode its first one stands for those missing.</summary>
    /// <param name="environment">What is wrapped; its observations are a box.</param>
    /// <param name="frames">1 to 64.</param>
    public static IVectorEnvironment FrameStack(this IVectorEnvironment environment, int frames) => new FrameStack(environment, frames);

    /// <summary>Takes each action several times, sums the rewards, and shows the last observation; also called action repeat.</summary>
    /// <param name="environment">What is wrapped.</param>
    /// <param name="frames">1 to 1,000.</param>
    public static IVectorEnvironment FrameSkip(this IVectorEnvironment environment, int frames) => new FrameSkip(environment, frames);

    /// <summary>Takes the previous action in place of the chosen one, by chance (the arcade learning environment's repeat_action_probability).</summary>
    /// <param name="environment">What is wrapped.</param>
    /// <param name="probability">0 to below 1.</param>
    public static IVectorEnvironment StickyActions(this IVectorEnvironment environment, float probability) => new StickyActions(environment, probability);

    /// <summary>Brings every reward within bounds; returns that are reported stay those of the rewards before it.</summary>
    /// <param name="environment">What is wrapped.</param>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    public static IVectorEnvironment ClipReward(this IVectorEnvironment environment, float low, float high) => new RewardClip(environment, low, high);

    /// <summary>Multiplies every reward; returns that are reported stay those of the rewards before it.</summary>
    /// <param name="environment">What is wrapped.</param>
    /// <param name="factor">Other than 0.</param>
    public static IVectorEnvironment ScaleReward(this IVectorEnvironment environment, float factor) => new RewardScale(environment, factor);

    /// <summary>Truncates episodes that reach a number of steps.</summary>
    /// <param name="environment">What is wrapped.</param>
    /// <param name="steps">1 to the limit that the environment has.</param>
    public static IVectorEnvironment TimeLimit(this IVectorEnvironment environment, int steps) => new TimeLimit(environment, steps);

    /// <summary>Makes rows of images, and one float a choice of discrete observations.</summary>
    /// <param name="environment">What is wrapped; its observations are no rows yet.</param>
    public static IVectorEnvironment Flatten(this IVectorEnvironment environment) => FlattenObservation.Around(environment);

    /// <summary>Keeps the returns of episodes as of this place, in <see cref="StepBatch.Returns"/>.</summary>
    /// <param name="environment">What is wrapped.</param>
    public static IVectorEnvironment Record(this IVectorEnvironment environment) => new RecordEpisodes(environment);

    /// <summary>Brings observations to mean 0 and deviation 1, within −10 and 10, by fixed statistics.</summary>
    /// <param name="environment">What is wrapped; its observations are a box.</param>
    /// <param name="statistics">Of its observations.</param>
    public static IVectorEnvironment NormaliseObservation(this IVectorEnvironment environment, ObservationStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        return new NormaliseObservation(environment, statistics, $"crc-{Checksum(statistics):x8}");
    }

    // Other numbers make another environment, which its name has to tell.
    private static uint Checksum(ObservationStatistics statistics)
    {
        float[] numbers = [.. statistics.Mean, .. statistics.Deviation];
        return Crc32C.Compute(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }
}
