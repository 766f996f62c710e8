namespace RlOrleans.Environments.Service.Sync;

/// <summary>
/// The times of the lock-step. A dead member is to be named within a second: it is, after <see cref="SilentAfter"/> and at
/// most one <see cref="CheckEvery"/>, and a living one is silent for so long only if three words in a row are lost.
/// </summary>
internal static class SyncTimings
{
    /// <summary>A word that was not answered is said again after this, and after twice as long each time.</summary>
    public static readonly TimeSpan FirstRepeat = TimeSpan.FromMilliseconds(5);

    public static readonly TimeSpan LongestRepeat = TimeSpan.FromMilliseconds(40);

    /// <summary>Between two words of a member that has nothing else to say.</summary>
    public static readonly TimeSpan AliveEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>A member of whom nothing was heard for this long is taken for dead.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromMilliseconds(750);

    public static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A dead member is forgotten after this, and its place in the lock-step with it. Longer than any living member waits
    /// for it, so that none goes on without it unknowingly.
    /// </summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromSeconds(120);
}
