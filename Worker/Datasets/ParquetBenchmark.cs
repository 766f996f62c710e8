using RlOrleans.Episodes;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>How fast shards become files.</summary>
/// <param name="RawBytes">Bytes of a shard in memory (<see cref="Episode.SizeBytes"/>).</param>
/// <param name="FileBytes">Bytes of its two files.</param>
/// <param name="RawBytesPerSecond">Raw bytes a second of one core, in the median round.</param>
public sealed record ParquetThroughput(long RawBytes, long FileBytes, double RawBytesPerSecond);

/// <summary>Measures the conversion of shards on one core: columns, dictionaries, statistics, compression and hashes, without a disk.</summary>
public static class ParquetBenchmark
{
    private const int MinRounds = 3;

    /// <summary>Converts a shard again and again.</summary>
    /// <param name="shard">What is converted; tens of megabytes make a good measure.</param>
    /// <param name="duration">How long; three rounds at least.</param>
    /// <param name="time">The clock.</param>
    public static ParquetThroughput MeasureWriting(EpisodeShard shard, TimeSpan duration, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(time);
        ShardFiles.Check(shard);
        long raw = shard.Episodes.Sum(episode => episode.SizeBytes);
        var options = new ParquetWriterOptions();
        var seconds = new List<double>();
        using MemoryStream steps = new(), episodes = new();
        long start = time.GetTimestamp();
        while (seconds.Count < MinRounds || time.GetElapsedTime(start) < duration)
        {
            steps.SetLength(0);
            episodes.SetLength(0);
            long round = time.GetTimestamp();
            ShardFiles.Write(shard, steps, episodes, options);
            seconds.Add(time.GetElapsedTime(round).TotalSeconds);
        }

        seconds.Sort();
        return new ParquetThroughput(raw, steps.Length + episodes.Length, raw / seconds[seconds.Count / 2]);
    }
}
