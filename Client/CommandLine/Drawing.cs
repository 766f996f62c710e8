using RlOrleans.Environments;
using RlOrleans.Environments.Rendering;

namespace RlOrleans.Client.CommandLine;

/// <summary>Refuses to look at what cannot be looked at.</summary>
internal static class Drawing
{
    /// <summary>The renderer of an environment.</summary>
    /// <exception cref="CommandException">It has none.</exception>
    public static IRenderer RendererOf(IVectorEnvironment environment) => Renderers.TryGet(environment, out var renderer)
        ? renderer
        : throw new CommandException(
            ExitCodes.BadRequest,
            $"{environment.Spec.Id} cannot be drawn: it has no renderer (all built-in environments do; a simulator of one's own gets one by implementing IDrawable or IRenderer)");
}
