namespace RlOrleans.Environments.Rendering;

/// <summary>A vector of lanes that can be looked at. <see cref="IVectorEnvironment"/>s implement it if they can be.</summary>
public interface IRenderer
{
    /// <summary>Draws a lane as it stands: after the last step, and where that ended an episode, at the start of the next.</summary>
    /// <param name="lane">Which lane; 0 to N − 1.</param>
    /// <param name="scene">Is begun anew.</param>
    void Draw(int lane, Scene scene);
}

/// <summary>A single environment that can be looked at. <see cref="IEnvironment"/>s implement it if they can be.</summary>
public interface IDrawable
{
    /// <summary>Draws the environment as it stands.</summary>
    /// <param name="scene">Is begun anew.</param>
    void Draw(Scene scene);
}
