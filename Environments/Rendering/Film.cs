namespace RlOrleans.Environments.Rendering;

/// <summary>Scenes of one size in the order in which they are shown, all for the same time.</summary>
/// <param name="Scenes">The frames; at least one.</param>
/// <param name="FramesPerSecond">How many are shown a second; 1 to 50.</param>
/// <param name="LastFrameSeconds">How much longer the last one is shown, so that the eye can rest before it begins again.</param>
public sealed record Film(IReadOnlyList<Scene> Scenes, int FramesPerSecond, double LastFrameSeconds = 1.5)
{
    /// <summary>The most frames a second: browsers slow down GIFs that ask for more.</summary>
    public const int MaxFramesPerSecond = 50;

    /// <summary>Seconds from the first frame to the end.</summary>
    public double Seconds => (double)Scenes.Count / FramesPerSecond + LastFrameSeconds;
}
