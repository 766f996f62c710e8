using System.Threading.Channels;
using RlOrleans.Runs.Reporting;

namespace RlOrleans.Runs;

/// <summary>
/// Writes down a run's updates beside it, off the grain's turns: metrics.jsonl, the TensorBoard file and, at the end,
/// the learning curve. When the disk is slower than the learner, adding waits.
/// </summary>
internal sealed class RunJournal : IAsyncDisposable
{
    private const int MaxWaiting = 256;

    private readonly Channel<UpdateMetrics> _waiting = Channel.CreateBounded<UpdateMetrics>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });

    private readonly string _folder;
    private readonly string _title;
    private readonly double _threshold;
    private readonly MetricsFile _metrics;
    private readonly TensorBoardWriter _tensorBoard;
    private readonly Task _writing;

    private RunJournal(string folder, RunSpec spec, RunProgress from, double threshold, TimeProvider time)
    {
        _folder = folder;
        _title = $"{spec.Environment}, {spec.Algorithm}, seed {spec.Seed}";
        _threshold = threshold;
        _metrics = MetricsFile.Open(Path.Combine(folder, MetricsFile.FileName), from.Updates);
        _tensorBoard = TensorBoardWriter.Create(folder, time, from.Updates > 0 ? from.Steps : null);
        _writing = Task.Run(Write);
    }

    /// <summary>Opens a run's files to go on from a point; what a killed process wrote beyond it is dropped.</summary>
    /// <exception cref="IOException">They cannot be opened.</exception>
    public static RunJournal Open(string folder, RunSpec spec, RunProgress from, double threshold, TimeProvider time)
        => new(folder, spec, from, threshold, time);

    /// <summary>Adds an update.</summary>
    /// <exception cref="IOException">An earlier one could not be written.</exception>
    public async ValueTask Add(RunProgress progress)
    {
        var metrics = new UpdateMetrics
        {
            Update = progress.Updates,
            Steps = progress.Steps,
            WallSeconds = progress.Elapsed.TotalSeconds,
            MeanReturn = progress.MeanReturn,
            MeanLength = progress.MeanLength,
            StepsPerSecond = progress.StepsPerSecond,
            Statistics = progress.Statistics,
        };
        try
        {
            await _waiting.Writer.WriteAsync(metrics);
        }
        catch (ChannelClosedException)
        {
            await _writing;
        }
    }

    /// <summary>Writes what is waiting, draws the curve and closes the files.</summary>
    /// <exception cref="IOException">Something could not be written.</exception>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
        await Task.Run(() => LearningCurveSvg.Write(
            Path.Combine(_folder, LearningCurveSvg.FileName),
            _title,
            MetricsFile.Read(Path.Combine(_folder, MetricsFile.FileName)),
            _threshold));
    }

    private async Task Write()
    {
        try
        {
            using (_metrics)
            using (_tensorBoard)
            {
                while (await _waiting.Reader.WaitToReadAsync())
                {
                    while (_waiting.Reader.TryRead(out var metrics))
                    {
                        _metrics.Append(metrics);
                        _tensorBoard.Write(metrics);
                    }

                    _metrics.Flush();
                    _tensorBoard.Flush();
                }
            }
        }
        finally
        {
            // After a failure nobody waits for room that will not come: adding reports the failure instead.
            _waiting.Writer.TryComplete();
        }
    }
}
