using RlOrleans.Environments;

namespace Lander;

/// <summary>What <c>rl … --plugin Lander.dll</c> looks for: it makes both environments known by their ids.</summary>
public sealed class LanderPlugin : IEnvironmentPlugin
{
    /// <inheritdoc/>
    public void Register(EnvironmentRegistry environments)
    {
        ArgumentNullException.ThrowIfNull(environments);
        environments.Register(MoonLander.Definition, () => new MoonLander());
        environments.Register(MoonLanderLanes.Definition, lanes => new MoonLanderLanes(lanes));
    }
}
