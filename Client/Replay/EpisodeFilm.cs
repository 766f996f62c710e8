using System.Globalization;
using RlOrleans.Client.CommandLine;
using RlOrleans.Environments;
using RlOrleans.Environments.Rendering;
using RlOrleans.Episodes;

namespace RlOrleans.Client.Replay;

/// <summary>Films a recorded episode while it is played again: what the agent acted on, step by step.</summary>
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
        var scenes = new List<Scene>(episode.Length / Math.Max(stride, 1) + 1);
        double total = 0;
        difference = new EpisodeReplay(registry).FirstDifference(environment, episode, Capture);
        return (new Film(scenes, framesPerSecond), stride);

        void Capture(IVectorEnvironment lane, int step)
        {
            // The last state is gone when it could be drawn: its lane shows the next episode already.
            if (step > 0)
                total += episode.Rewards[step - 1];
            if (step == episode.Length || step % stride != 0)
                return;
            var scene = new Scene();
            Drawing.RendererOf(lane).Draw(0, scene);
            Caption.Add(
                scene,
                string.Create(CultureInfo.InvariantCulture, $"step {step} / {episode.Length}"),
                string.Create(CultureInfo.InvariantCulture, $"return {total:0.##}"));
            scenes.Add(scene);
        }
    }
}
