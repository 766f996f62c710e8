namespace RlOrleans.Environments.PacMan;

/// <summary>
/// Shows games as rows of floats. It may remember what a lane's row holds, so that only what has changed needs to be
/// written; the environment says when that cannot be relied on.
/// </summary>
internal abstract class PacManObserver
{
    /// <summary>The spec of the environment that is observed so.</summary>
    public abstract EnvironmentSpec Spec { get; }

    /// <summary>A lane has begun an episode.</summary>
    public virtual void Begin(int lane, in PacManGame game)
    {
    }

    /// <summary>A lane has taken a step.</summary>
    public virtual void Advance(int lane, in PacManGame game)
    {
    }

    /// <summary>Writes a lane's row, whatever it holds.</summary>
    public abstract void WriteAll(int lane, in PacManGame game, Span<float> row);

    /// <summary>Writes a lane's row, which holds what was written for it last, one step ago.</summary>
    public abstract void WriteChanges(int lane, in PacManGame game, Span<float> row);

    /// <summary>Writes what the next observations depend on beside the game.</summary>
    public virtual void Save(int lane, SnapshotWriter writer)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">What is read cannot have been seen.</exception>
    public virtual void Load(int lane, in PacManGame game, ref SnapshotReader reader)
    {
    }
}
