using System.Text.RegularExpressions;

namespace RlOrleans.Runs.Reporting;

/// <summary>
/// Writes the metrics of a run for TensorBoard, one file a process: <c>events.out.tfevents.seconds.host.n</c>. Tags are
/// those of Stable-Baselines3 (<c>rollout/ep_rew_mean</c>, <c>rollout/ep_len_mean</c>, <c>time/fps</c>,
/// <c>train/…</c>), so that runs of both overlay; steps are environment steps. Not safe for concurrent use.
/// </summary>
public sealed partial class TensorBoardWriter : IDisposable
{
    private readonly FileStream _stream;
    private readonly TimeProvider _time;

    private TensorBoardWriter(FileStream stream, TimeProvider time)
    {
        _stream = stream;
        _time = time;
    }

    /// <summary>The file that is written.</summary>
    public string Path => _stream.Name;

    /// <summary>Begins a file.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="time">Tells the wall time of events.</param>
    /// <param name="resumedAtStep">
    /// The environment steps at the checkpoint that a run resumes from, or null for a new run. TensorBoard then forgets
    /// what the run wrote beyond it before it was killed.
    /// </param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static TensorBoardWriter Create(string folder, TimeProvider time, long? resumedAtStep = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(time);
        var writer = new TensorBoardWriter(CreateFile(folder, time), time);
        try
        {
            writer.Write(EventRecord.FileVersion(writer.WallTime()));

            // The steps of the checkpoint itself were reported and stay.
            if (resumedAtStep is long step)
                writer.Write(EventRecord.Start(writer.WallTime(), step + 1));
            writer.Flush();
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Writes the figures of an update; those that are NaN are left out.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    public void Write(UpdateMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        (string Tag, double Value)[] scalars =
        [
            ("rollout/ep_rew_mean", metrics.MeanReturn),
            ("rollout/ep_len_mean", metrics.MeanLength),
            ("time/fps", metrics.StepsPerSecond),
            .. metrics.Statistics.OrderBy(figure => figure.Key, StringComparer.Ordinal).Select(figure => ($"train/{figure.Key}", figure.Value)),
        ];
        Write(EventRecord.Scalars(WallTime(), metrics.Steps, scalars.Where(scalar => !double.IsNaN(scalar.Value))));
    }

    /// <summary>Hands what was written to the operating system.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Flush() => _stream.Flush();

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static FileStream CreateFile(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        string host = NotInFileNames().Replace(Environment.MachineName, "-");
        string prefix = System.IO.Path.Combine(folder, $"events.out.tfevents.{time.GetUtcNow().ToUnixTimeSeconds()}.{host}.");

        // TensorBoard takes files in the order of their names; a run resumed within the second goes by the number.
        for (int number = 0; ; number++)
        {
            try
            {
                return new FileStream(prefix + number, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }
            catch (IOException) when (File.Exists(prefix + number))
            {
            }
        }
    }

    private double WallTime() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    private void Write(byte[] record) => _stream.Write(record);

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex NotInFileNames();
}
