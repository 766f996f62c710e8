using System.Globalization;
using RlOrleans.Client.CommandLine;
using RlOrleans.Environments;
using RlOrleans.Environments.Rendering;
using RlOrleans.Episodes;

namespace RlOrleans.Client.Replay;

/// <summary>Films a recorded episode while it is played again: what the agent acted on, step by step, and what that ended in.</summary>
internal sealed class EpisodeFilm(EnvironmentRegistry registry)
{
    /// <summary>The most frames of a film: longer episodes are shown every second step, every third, and so on.</summary>
    public const int MaxFrames = 2000;

    /// <summary>Films an episode.</summary>
    /// <param name="environment">Registered id of the environment that it was recorded in.</param>
    /// <param name="episode">The record.</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    /// <param name="difference">What differs from the record, at which the film ends; null where nothing does.</param>
    /// <returns>The film, and how many steps there are from one frame to the next.</returns>
    /// <exception cref="CommandException">The environment cannot be drawn.</exception>
    public (Film Film, int StepsPerFrame) Record(string environment, Episode episode, int framesPerSecond, out string? difference)
    {
        int stride = (episode.Length + MaxFrames - 1) / MaxFrames;
        var scenes = new List<Scene>(episode.Length / Math.Max(stride, 1) + 2);
        Scene? ending = null;
        double total = 0;
        difference = new EpisodeReplay(registry).FirstDifference(environment, episode, Capture);
        return (new Film(scenes, framesPerSecond), stride);

        void Capture(IVectorEnvironment lane, int step)
        {
            var renderer = Drawing.RendererOf(lane);
            if (step == 0)
                renderer.Ending = _ => ending = Draw(renderer);
            else
                total += episode.Rewards[step - 1];

            // After its last step the lane shows the next episode already, unless the recorded one was aborted.
            var scene = step == episode.Length && !episode.Aborted ? ending : step == episode.Length || step % stride == 0 ? Draw(renderer) : null;
            if (scene is null)
                return;
            Caption.Add(
                scene,
                string.Create(CultureInfo.InvariantCulture, $"step {step} / {episode.Length}"),
                string.Create(CultureInfo.InvariantCulture, $"return {total:0.##}"));
            scenes.Add(scene);
        }
    }

    private static Scene Draw(IRenderer renderer)
    {
        var scene = new Scene();
        renderer.Draw(0, scene);
        return scene;
    }
}
