using RlOrleans.Client.CommandLine;
using RlOrleans.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RlOrleans.Client.Display;

/// <summary>Progress in place, redrawn at most ten times a second, with the mean return as a small curve.</summary>
internal sealed class LiveDisplay(IAnsiConsole console, TimeProvider time) : IRunDisplay
{
    private const int MaxBarWidth = 60;
    private const int CurveHeight = 4;
    private const int LabelWidth = 9;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<string> _notes = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly int _barWidth = Math.Clamp(console.Profile.Width - LabelWidth - 4, 10, MaxBarWidth);
    private BrailleCurve? _curve;
    private RunDescription? _run;
    private RunProgress? _progress;
    private Task _drawing = Task.CompletedTask;
    private bool _ended;

    public void Begin(RunDescription run)
    {
        lock (_gate)
        {
            _run = run;
            _progress = run.Progress;
            _curve = new BrailleCurve(_barWidth, CurveHeight);
        }

        _drawing = Draw();
    }

    public void Show(RunProgress progress)
    {
        lock (_gate)
        {
            _progress = progress;
            _curve?.Add(progress.Steps, progress.MeanReturn);
        }
    }

    public void Note(string line)
    {
        lock (_gate)
            _notes.Add(line);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _drawing;
        WriteNotes();
        _closing.Dispose();
    }

    private async Task Draw()
    {
        await Task.Yield();
        await console.Live(Render()).AutoClear(false).StartAsync(async context =>
        {
            using var timer = new PeriodicTimer(RedrawInterval, time);
            while (!_closing.IsCancellationRequested)
            {
                WriteNotes();
                context.UpdateTarget(Render());
                try
                {
                    await timer.WaitForNextTickAsync(_closing.Token);
                }
                catch (OperationCanceledException)
                {
                    // The last picture is drawn below.
                }
            }

            _ended = true;
            WriteNotes();
            context.UpdateTarget(Render());
        });
    }

    // Written through the console, which puts the lines above what is drawn in place.
    private void WriteNotes()
    {
        string[] notes;
        lock (_gate)
        {
            notes = [.. _notes];
            _notes.Clear();
        }

        foreach (string note in notes)
            console.Write(new Text(note + '\n', new Style(Color.Yellow)));
    }

    private Rows Render()
    {
        lock (_gate)
        {
            var (run, progress) = (_run!, _progress!);
            var lines = new List<IRenderable>
            {
                new Markup($"[bold]{Markup.Escape(run.Spec.Environment)}[/]  {Markup.Escape(run.Spec.Algorithm)} · seed {run.Spec.Seed} · {RunTexts.Shape(run.Spec)}  [grey]{Markup.Escape(run.RunId)}[/]"),
            };
            if (!_ended)
            {
                // What stays on the screen is the curve; the figures are in the summary that follows.
                lines.Add(new Markup(Bar(run, progress)));
                lines.Add(new Markup(Figures(run, progress)));
            }

            var curve = console.Profile.Capabilities.Unicode ? _curve!.Draw() : [];
            for (int row = 0; row < curve.Count; row++)
                lines.Add(new Markup($"[grey]{Label(row)}[/] [green]{curve[row]}[/]"));
            return new Rows(lines);
        }
    }

    private string Label(int row) => (row switch
    {
        0 => RunTexts.Return(_curve!.Most),
        CurveHeight - 1 => RunTexts.Return(_curve!.Least),
        _ => "",
    }).PadLeft(LabelWidth);

    private string Bar(RunDescription run, RunProgress progress)
    {
        double share = progress.Status == RunStatus.Evaluating
            ? (double)progress.EvaluationEpisodes / Math.Max(1, run.Spec.EvaluationEpisodes)
            : Share(progress);
        int filled = (int)(share * _barWidth);
        string percent = $"{(int)(share * 100)}%".PadLeft(LabelWidth);
        string colour = progress.Status == RunStatus.Evaluating ? "blue" : "green";
        var (done, open) = console.Profile.Capabilities.Unicode ? ('━', '━') : ('#', '-');
        return $"{percent} [{colour}]{new string(done, filled)}[/][grey]{new string(open, _barWidth - filled)}[/]";
    }

    private static string Figures(RunDescription run, RunProgress progress)
    {
        string indent = new(' ', LabelWidth + 1);
        if (progress.Status == RunStatus.Evaluating)
            return $"{indent}evaluating: {progress.EvaluationEpisodes} / {RunTexts.Counted(run.Spec.EvaluationEpisodes, "episode")}";
        string left = RunTexts.Left(progress) is { } time ? $" · {RunTexts.Clock(time)} left" : "";
        string faults = RunTexts.Faults(progress) is { } text ? $" · [yellow]{text}[/]" : "";
        return $"{indent}{RunTexts.Count(progress.Steps)} / {RunTexts.Count(progress.TotalSteps)} steps · "
            + $"{RunTexts.Rate(progress.StepsPerSecond)} steps/s · mean return [bold]{RunTexts.Return(progress.MeanReturn)}[/]{left}{faults}";
    }

    private static double Share(RunProgress progress)
        => progress.TotalSteps > 0 ? Math.Clamp((double)progress.Steps / progress.TotalSteps, 0, 1) : 0;
}
