using RlOrleans.Client.CommandLine;
using RlOrleans.Runs;

namespace RlOrleans.Client.Display;

/// <summary>Progress as lines, at most one a second: for logs, pipes and dumb terminals.</summary>
internal sealed class PlainDisplay(TextWriter progressWriter, TextWriter noteWriter, TimeProvider time) : IRunDisplay
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private RunProgress? _unwritten;
    private RunStatus _status;
    private long? _writtenAt;

    public void Begin(RunDescription run)
    {
        lock (_gate)
        {
            progressWriter.WriteLine(
                $"{run.RunId}: {run.Spec.Environment}, {run.Spec.Algorithm}, seed {run.Spec.Seed}, "
                + $"{RunTexts.Counted(run.Progress.TotalSteps, "step")}, {RunTexts.Shape(run.Spec)}");
        }
    }

    public void Show(RunProgress progress)
    {
        lock (_gate)
        {
            bool isNews = progress.Status != _status && progress.Status == RunStatus.Evaluating;
            _status = progress.Status;
            if (isNews)
            {
                // The last state of training belongs in a log, however soon after the line before it came.
                WriteRest();
                progressWriter.WriteLine("evaluating");
                return;
            }

            if (_writtenAt is { } writtenAt && time.GetElapsedTime(writtenAt) < LineInterval)
            {
                _unwritten = progress;
                return;
            }

            Write(progress);
        }
    }

    public void Note(string line)
    {
        lock (_gate)
            noteWriter.WriteLine(line);
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
            WriteRest();
        return ValueTask.CompletedTask;
    }

    private void WriteRest()
    {
        if (_unwritten is { } progress)
            Write(progress);
    }

    private void Write(RunProgress progress)
    {
        _unwritten = null;
        _writtenAt = time.GetTimestamp();
        if (progress.Status == RunStatus.Running && progress.Updates > 0)
            progressWriter.WriteLine(Line(progress));
    }

    private static string Line(RunProgress progress)
    {
        string total = RunTexts.Count(progress.TotalSteps);
        string line = $"{RunTexts.Count(progress.Steps).PadLeft(total.Length)} / {total} steps"
            + $"  {RunTexts.Rate(progress.StepsPerSecond),9} steps/s  mean return {RunTexts.Return(progress.MeanReturn),8}";
        if (RunTexts.Faults(progress) is { } faults)
            line += $"  {faults}";
        return RunTexts.Left(progress) is { } left ? $"{line}  {RunTexts.Clock(left)} left" : line;
    }
}
