using System.Diagnostics.CodeAnalysis;

namespace RlOrleans.Environments.Rendering;

/// <summary>Finds out whether an environment can be looked at.</summary>
public static class Renderers
{
    /// <summary>The renderer of an environment, or of what its wrappers are around, if it has one.</summary>
    public static bool TryGet(IVectorEnvironment environment, [NotNullWhen(true)] out IRenderer? renderer)
    {
        ArgumentNullException.ThrowIfNull(environment);
        while (environment is EnvironmentWrapper wrapper)
            environment = wrapper.Inner;
        renderer = environment switch
        {
            LaneByLaneEnvironment lanes => lanes.Renderer,
            IRenderer own => own,
            _ => null,
        };
        return renderer is not null;
    }
}
