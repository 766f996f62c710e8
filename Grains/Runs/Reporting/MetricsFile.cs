using System.Buffers;
using System.Text.Json;

namespace RlOrleans.Runs.Reporting;

/// <summary>
/// The metrics of a run as a file of lines, <c>metrics.jsonl</c>: one JSON object an update, appended. A killed run loses
/// what was not flushed. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// A line has <c>update, steps, wall_seconds, mean_return, mean_length, steps_per_second</c> and then the learner's
/// figures in the order of their names. NaN and infinities, which JSON does not have, are null.
/// </remarks>
public sealed class MetricsFile : IDisposable
{
    /// <summary>Its usual name in the folder of a run.</summary>
    public const string FileName = "metrics.jsonl";

    private const string Update = "update";
    private const string Steps = "steps";
    private const string WallSeconds = "wall_seconds";
    private const string MeanReturn = "mean_return";
    private const string MeanLength = "mean_length";
    private const string StepsPerSecond = "steps_per_second";

    private static readonly string[] OwnNames = [Update, Steps, WallSeconds, MeanReturn, MeanLength, StepsPerSecond];

    private readonly FileStream _stream;
    private readonly ArrayBufferWriter<byte> _line = new();

    private MetricsFile(FileStream stream) => _stream = stream;

    /// <summary>
    /// Opens the file to go on after an update. Lines of later updates, which a killed run wrote beyond its checkpoint,
    /// are cut off, and so is a line that was not written to its end.
    /// </summary>
    /// <param name="path">The file; made where there is none.</param>
    /// <param name="lastUpdate">The last update to keep; 0 to begin anew.</param>
    /// <exception cref="IOException">The file cannot be opened or written.</exception>
    public static MetricsFile Open(string path, long lastUpdate)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(lastUpdate);
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            long length = 0;
            foreach ((UpdateMetrics metrics, long end) in ReadLines(stream))
            {
                if (metrics.Update > lastUpdate)
                    break;
                length = end;
            }

            stream.SetLength(length);
            stream.Position = length;
            return new MetricsFile(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads all whole lines, up to the first that is damaged; none where there is no file.</summary>
    public static IReadOnlyList<UpdateMetrics> Read(string path)
    {
        if (!File.Exists(path))
            return [];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return [.. ReadLines(stream).Select(line => line.Metrics)];
    }

    /// <summary>Adds a line.</summary>
    /// <exception cref="ArgumentException">A figure has one of the names that every line has.</exception>
    /// <exception cref="IOException">The line could not be written; the file may end in a part of it.</exception>
    public void Append(UpdateMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line))
        {
            json.WriteStartObject();
            json.WriteNumber(Update, metrics.Update);
            json.WriteNumber(Steps, metrics.Steps);
            WriteNumber(json, WallSeconds, metrics.WallSeconds);
            WriteNumber(json, MeanReturn, metrics.MeanReturn);
            WriteNumber(json, MeanLength, metrics.MeanLength);
            WriteNumber(json, StepsPerSecond, metrics.StepsPerSecond);
            foreach ((string name, double value) in metrics.Statistics.OrderBy(figure => figure.Key, StringComparer.Ordinal))
            {
                if (OwnNames.Contains(name))
                    throw new ArgumentException($"A statistic cannot be called '{name}': every line has a value of that name.", nameof(metrics));
                WriteNumber(json, name, value);
            }

            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        _stream.Write(_line.WrittenSpan);
    }

    /// <summary>Hands what was added to the operating system.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Flush() => _stream.Flush();

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static IEnumerable<(UpdateMetrics Metrics, long End)> ReadLines(FileStream stream)
    {
        var bytes = new byte[stream.Length];
        stream.Position = 0;
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        int start = 0;
        while (start < count)
        {
            // Without its line break, a line was not written to its end, whatever it looks like.
            int length = Array.IndexOf(bytes, (byte)'\n', start, count - start) - start;
            if (length < 0 || Parse(bytes.AsMemory(start, length)) is not UpdateMetrics metrics)
                yield break;
            start += length + 1;
            yield return (metrics, start);
        }
    }

    private static UpdateMetrics? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            return new UpdateMetrics
            {
                Update = root.GetProperty(Update).GetInt64(),
                Steps = root.GetProperty(Steps).GetInt64(),
                WallSeconds = Number(root.GetProperty(WallSeconds)),
                MeanReturn = Number(root.GetProperty(MeanReturn)),
                MeanLength = Number(root.GetProperty(MeanLength)),
                StepsPerSecond = Number(root.GetProperty(StepsPerSecond)),
                Statistics = root.EnumerateObject()
                    .Where(property => !OwnNames.Contains(property.Name))
                    .ToDictionary(property => property.Name, property => Number(property.Value), StringComparer.Ordinal),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();
}
