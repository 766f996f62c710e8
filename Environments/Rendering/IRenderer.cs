namespace RlOrleans.Environments.Rendering;

/// <summary>A vector of lanes that can be looked at. <see cref="IVectorEnvironment"/>s implement it if they can be.</summary>
public interface IRenderer
{
    /// <summary>Draws a lane as it stands: after the last step, and where that ended an episode, at the start of the next.</summary>
    /// <param name="lane">Which lane; 0 to N − 1.</param>
    /// <param name="scene">Is begun anew.</param>
    void Draw(int lane, Scene scene);

    /// <summary>
    /// Called with the number of a lane right before the next episode begins in it: the last moment to draw what the one
    /// before ended on. An environment that does not keep it is never seen in its final states.
    /// </summary>
    Action<int>? Ending
    {
        get => null;
        set { }
    }
}

/// <summary>A single environment that can be looked at. <see cref="IEnvironment"/>s implement it if they can be.</summary>
public interface IDrawable
{
    /// <summary>Draws the environment as it stands.</summary>
    /// <param name="scene">Is begun anew.</param>
    void Draw(Scene scene);
}
