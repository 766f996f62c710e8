using RlOrleans.Episodes;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>Writes the rows of <see cref="EpisodeTable"/>, one for each episode.</summary>
internal sealed class EpisodeTableWriter
{
    // Rows are ended by blocks: a row group exceeds its size by a block at most.
    private const int BlockRows = 256;

    private readonly ParquetWriter _writer;
    private readonly RecordingTarget _target;
    private readonly string _dataFile;
    private readonly ParquetColumn<string> _id, _environmentId, _algorithm, _runId, _hash, _dataFiles;
    private readonly ParquetColumn<double> _return;
    private readonly ParquetColumn<int> _length, _purpose, _lane;
    private readonly ParquetColumn<bool> _terminated, _truncated, _aborted;
    private readonly ParquetColumn<long> _policyVersion, _agent, _episodeNumber, _ordinal, _firstRow;
    private readonly ParquetColumn<ulong> _seed;
    private long _nextRow;
    private int _openRows;

    /// <param name="target">What all episodes have in common.</param>
    /// <param name="dataFile">The file that their steps are in, relative to the dataset.</param>
    /// <param name="writer">A file of <see cref="EpisodeTable.Schema"/>.</param>
    public EpisodeTableWriter(RecordingTarget target, string dataFile, ParquetWriter writer)
    {
        (_target, _dataFile, _writer) = (target, dataFile, writer);
        _id = writer.Column<string>(EpisodeTable.EpisodeId);
        _return = writer.Column<double>(EpisodeTable.Return);
        _length = writer.Column<int>(EpisodeTable.Length);
        _terminated = writer.Column<bool>(EpisodeTable.Terminated);
        _truncated = writer.Column<bool>(EpisodeTable.Truncated);
        _aborted = writer.Column<bool>(EpisodeTable.Aborted);
        _environmentId = writer.Column<string>(EpisodeTable.EnvironmentId);
        _algorithm = writer.Column<string>(EpisodeTable.Algorithm);
        _runId = writer.Column<string>(EpisodeTable.RunId);
        _policyVersion = writer.Column<long>(EpisodeTable.PolicyVersion);
        _seed = writer.Column<ulong>(EpisodeTable.Seed);
        _purpose = writer.Column<int>(EpisodeTable.Purpose);
        _agent = writer.Column<long>(EpisodeTable.Agent);
        _lane = writer.Column<int>(EpisodeTable.Lane);
        _episodeNumber = writer.Column<long>(EpisodeTable.EpisodeNumber);
        _ordinal = writer.Column<long>(EpisodeTable.Ordinal);
        _hash = writer.Column<string>(EpisodeTable.Hash);
        _dataFiles = writer.Column<string>(EpisodeTable.DataFile);
        _firstRow = writer.Column<long>(EpisodeTable.FirstRow);
    }

    /// <summary>Adds the row of an episode, whose steps follow those of the one before in their file.</summary>
    public void Append(Episode episode)
    {
        _id.Append(episode.Id);
        _return.Append(episode.Return);
        _length.Append(episode.Length);
        _terminated.Append(episode.Terminated);
        _truncated.Append(episode.Truncated);
        _aborted.Append(episode.Aborted);
        _environmentId.Append(_target.Environment);
        _algorithm.Append(_target.Algorithm);
        _runId.Append(_target.RunId);
        _policyVersion.Append(episode.PolicyVersions[^1]);
        _seed.Append(episode.Seed);
        _purpose.Append(episode.Purpose);
        _agent.Append(episode.Agent);
        _lane.Append(episode.Lane);
        _episodeNumber.Append(episode.EpisodeNumber);
        _ordinal.Append(episode.Ordinal);
        _hash.Append(EpisodeHash.Compute(_target.Environment, episode, _target.ObservationSize, _target.ActionSize));
        _dataFiles.Append(_dataFile);
        _firstRow.Append(_nextRow);
        _nextRow += episode.Length + 1;
        if (++_openRows == BlockRows)
            EndRows();
    }

    /// <summary>Ends the rows that no block was full of.</summary>
    public void Complete() => EndRows();

    private void EndRows()
    {
        _writer.EndRows(_openRows);
        _openRows = 0;
    }
}
