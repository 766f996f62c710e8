using System.CommandLine;
using System.Runtime.InteropServices;
using RlOrleans.Client.Runs;
using RlOrleans.Client.Watch;
using RlOrleans.Environments;
using RlOrleans.Environments.Rendering;
using RlOrleans.Policies;
using RlOrleans.Runs;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl watch</c>: plays a run's policy before one's eyes.</summary>
internal static class WatchCommand
{
    private const int DefaultEpisodes = 3;
    private const int DefaultFramesPerSecond = 20;
    private const int MaxFramesPerSecond = 120;
    private static readonly TimeSpan LookAtEnd = TimeSpan.FromSeconds(0.5);

    private static readonly Argument<string?> RunArgument = CommonOptions.Run();
    private static readonly Option<string?> Episodes = new("--episodes") { HelpName = "N", Description = $"Whole episodes to play. Default: {DefaultEpisodes}" };
    private static readonly Option<string?> FramesPerSecond = new("--fps") { HelpName = "N", Description = $"Steps a second. Default: {DefaultFramesPerSecond}" };
    private static readonly Option<string?> Seed = new("--seed") { HelpName = "N", Description = "Seed of the episodes. Default: the run's, which plays those of its own evaluation" };

    public static RlCommand Create() => new("watch", "Plays what a run learned in the terminal; without one, a line for each episode.")
    {
        Arguments = { RunArgument },
        Options = { Episodes, FramesPerSecond, Seed, CommonOptions.Plugin, CommonOptions.Out },
        Examples =
        [
            new("rl watch latest", "the run launched last; Ctrl-C leaves"),
            new("rl watch latest --fps 60 --seed 7", "faster, and episodes that it has not seen"),
        ],
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        var mistakes = invocation.Mistakes;
        int episodes = mistakes.Integer("--episodes", invocation.Text(Episodes), 1, RunLimits.MaxEvaluationEpisodes) ?? DefaultEpisodes;
        int framesPerSecond = mistakes.Integer("--fps", invocation.Text(FramesPerSecond), 1, MaxFramesPerSecond) ?? DefaultFramesPerSecond;
        ulong? seed = mistakes.Seed("--seed", invocation.Text(Seed));
        Plugins.Load(invocation);
        mistakes.ThrowIfAny();

        var terminal = invocation.Terminal;
        RunDescription run;
        await using (var runs = await RunFolder.Open(invocation, RunArgument))
        {
            run = runs.Run;
            runs.Client.LoadPlugins(run.Spec);
        }

        var (header, weights) = PolicyStore.Read(run.Folder, run.RunId);
        RemoteEnvironmentIds.Register(run.Spec.Environment);
        using var environment = EnvironmentRegistry.Default.Create(run.Spec.Environment, lanes: 1);
        var renderer = Drawing.RendererOf(environment);
        var play = new PolicyPlay(environment, header.Policy, weights, new EnvironmentSeed(seed ?? run.Spec.Seed, RandomPurpose.Evaluation, 0));

        using var leaving = new CancellationTokenSource();
        int exitCode = ExitCodes.Success;
        using var signals = terminal.OnSignal(signal =>
        {
            signal.Cancel = true;
            exitCode = signal.Signal == PosixSignal.SIGTERM ? ExitCodes.Terminated : ExitCodes.Interrupted;
            leaving.Cancel();
        });
        if (terminal.IsInteractive)
            await Show(terminal, run, play, renderer, episodes, TimeSpan.FromSeconds(1.0 / framesPerSecond), leaving.Token);
        else
            Play(play, episodes, played => terminal.Output.WriteLine(Line(played)), leaving.Token);
        return exitCode;
    }

    private static async Task Show(
        Terminal terminal, RunDescription run, PolicyPlay play, IRenderer renderer, int episodes, TimeSpan interval, CancellationToken leaving)
    {
        var ended = new List<PlayedEpisode>();
        using (var screen = new WatchScreen(terminal))
        {
            var scene = new Scene();
            var final = new Scene();
            bool hasFinal = false;
            renderer.Ending = lane =>
            {
                renderer.Draw(lane, final);
                hasFinal = true;
            };
            using var timer = new PeriodicTimer(interval, terminal.Time);
            try
            {
                while (ended.Count < episodes)
                {
                    renderer.Draw(0, scene);
                    screen.Show(scene, Status(run, play, episodes));
                    await timer.WaitForNextTickAsync(leaving);
                    if (play.Step() is not { } played)
                        continue;
                    ended.Add(played);
                    if (hasFinal)
                    {
                        screen.Show(final, Line(played));
                        await Task.Delay(LookAtEnd, terminal.Time, leaving);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // Somebody has seen enough.
            }
        }

        foreach (var played in ended)
            terminal.Output.WriteLine(Line(played));
    }

    private static void Play(PolicyPlay play, int episodes, Action<PlayedEpisode> report, CancellationToken leaving)
    {
        for (int ended = 0; ended < episodes && !leaving.IsCancellationRequested;)
        {
            if (play.Step() is not { } played)
                continue;
            report(played);
            ended++;
        }
    }

    private static string Status(RunDescription run, PolicyPlay play, int episodes)
        => $"{run.Spec.Environment}  episode {play.Episode + 1}/{episodes}  step {RunTexts.Count(play.Steps)}  return {RunTexts.Return(play.Return)}";

    private static string Line(PlayedEpisode played)
        => $"episode {played.Episode + 1}  return {RunTexts.Return(played.Return)}  {RunTexts.Counted(played.Steps, "step")}{(played.Terminated ? "" : ", cut off")}";
}
