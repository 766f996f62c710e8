using RlOrleans.Episodes;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>The table of episodes: a row of <see cref="EpisodeRow"/> for each.</summary>
internal static class EpisodeTable
{
    public const string EpisodeId = "episode_id";

    private const string EnvironmentId = "environment_id";
    private const string Algorithm = "algorithm";
    private const string RunId = "run_id";
    private const string Return = "return";
    private const string Length = "length";
    private const string Terminated = "terminated";
    private const string Truncated = "truncated";
    private const string Aborted = "aborted";
    private const string Seed = "seed";
    private const string Purpose = "purpose";
    private const string Agent = "agent";
    private const string Lane = "lane";
    private const string EpisodeNumber = "episode";
    private const string Ordinal = "ordinal";
    private const string PolicyVersion = "policy_version";
    private const string Hash = "hash";
    private const string DataFile = "data_file";
    private const string FirstRow = "first_row";

    public static ParquetSchema Schema { get; } = new(
        new ParquetField(EpisodeId, ParquetKind.String),
        new ParquetField(Return, ParquetKind.Double),
        new ParquetField(Length, ParquetKind.Int32),
        new ParquetField(Terminated, ParquetKind.Boolean),
        new ParquetField(Truncated, ParquetKind.Boolean),
        new ParquetField(Aborted, ParquetKind.Boolean),
        new ParquetField(EnvironmentId, ParquetKind.String),
        new ParquetField(Algorithm, ParquetKind.String),
        new ParquetField(RunId, ParquetKind.String),
        new ParquetField(PolicyVersion, ParquetKind.Int64),
        new ParquetField(Seed, ParquetKind.UInt64),
        new ParquetField(Purpose, ParquetKind.Int32),
        new ParquetField(Agent, ParquetKind.Int64),
        new ParquetField(Lane, ParquetKind.Int32),
        new ParquetField(EpisodeNumber, ParquetKind.Int64),
        new ParquetField(Ordinal, ParquetKind.Int64),
        new ParquetField(Hash, ParquetKind.String),
        new ParquetField(DataFile, ParquetKind.String),
        new ParquetField(FirstRow, ParquetKind.Int64));

    /// <summary>The rows of a shard, given the file that its steps are in.</summary>
    public static IEnumerable<EpisodeRow> RowsOf(EpisodeShard shard, string dataFile)
    {
        long firstRow = 0;
        foreach (Episode episode in shard.Episodes)
        {
            yield return new EpisodeRow
            {
                EpisodeId = episode.Id,
                EnvironmentId = shard.Target.Environment,
                Algorithm = shard.Target.Algorithm,
                RunId = shard.Target.RunId,
                Return = episode.Return,
                Length = episode.Length,
                Terminated = episode.Terminated,
                Truncated = episode.Truncated,
                Aborted = episode.Aborted,
                Seed = episode.Seed,
                Purpose = episode.Purpose,
                Agent = episode.Agent,
                Lane = episode.Lane,
                EpisodeNumber = episode.EpisodeNumber,
                Ordinal = episode.Ordinal,
                PolicyVersion = episode.PolicyVersions[^1],
                Hash = EpisodeHash.Compute(shard.Target.Environment, episode, shard.Target.ObservationSize, shard.Target.ActionSize),
                DataFile = dataFile,
                FirstRow = firstRow,
            };
            firstRow += episode.Length + 1;
        }
    }

    public static void Write(IEnumerable<EpisodeRow> rows, ParquetWriter writer)
    {
        foreach (EpisodeRow row in rows)
        {
            writer.Column<string>(EpisodeId).Append(row.EpisodeId);
            writer.Column<double>(Return).Append(row.Return);
            writer.Column<int>(Length).Append(row.Length);
            writer.Column<bool>(Terminated).Append(row.Terminated);
            writer.Column<bool>(Truncated).Append(row.Truncated);
            writer.Column<bool>(Aborted).Append(row.Aborted);
            writer.Column<string>(EnvironmentId).Append(row.EnvironmentId);
            writer.Column<string>(Algorithm).Append(row.Algorithm);
            writer.Column<string>(RunId).Append(row.RunId);
            writer.Column<long>(PolicyVersion).Append(row.PolicyVersion);
            writer.Column<ulong>(Seed).Append(row.Seed);
            writer.Column<int>(Purpose).Append(row.Purpose);
            writer.Column<long>(Agent).Append(row.Agent);
            writer.Column<int>(Lane).Append(row.Lane);
            writer.Column<long>(EpisodeNumber).Append(row.EpisodeNumber);
            writer.Column<long>(Ordinal).Append(row.Ordinal);
            writer.Column<string>(Hash).Append(row.Hash);
            writer.Column<string>(DataFile).Append(row.DataFile);
            writer.Column<long>(FirstRow).Append(row.FirstRow);
            writer.EndRow();
        }
    }

    public static IEnumerable<EpisodeRow> Read(ParquetReader reader)
    {
        if (!reader.Schema.Fields.SequenceEqual(Schema.Fields))
            throw new InvalidDataException("It does not have the columns of a table of episodes.");
        for (int group = 0; group < reader.RowGroupRowCounts.Length; group++)
        {
            ParquetColumn<string> id = reader.Read<string>(group, EpisodeId), environment = reader.Read<string>(group, EnvironmentId);
            ParquetColumn<string> algorithm = reader.Read<string>(group, Algorithm), run = reader.Read<string>(group, RunId);
            ParquetColumn<string> hash = reader.Read<string>(group, Hash), dataFile = reader.Read<string>(group, DataFile);
            ParquetColumn<double> @return = reader.Read<double>(group, Return);
            ParquetColumn<int> length = reader.Read<int>(group, Length), purpose = reader.Read<int>(group, Purpose), lane = reader.Read<int>(group, Lane);
            ParquetColumn<bool> terminated = reader.Read<bool>(group, Terminated), truncated = reader.Read<bool>(group, Truncated);
            ParquetColumn<bool> aborted = reader.Read<bool>(group, Aborted);
            ParquetColumn<ulong> seed = reader.Read<ulong>(group, Seed);
            ParquetColumn<long> agent = reader.Read<long>(group, Agent), episode = reader.Read<long>(group, EpisodeNumber);
            ParquetColumn<long> ordinal = reader.Read<long>(group, Ordinal), version = reader.Read<long>(group, PolicyVersion);
            ParquetColumn<long> firstRow = reader.Read<long>(group, FirstRow);
            for (int row = 0; row < reader.RowGroupRowCounts[group]; row++)
            {
                yield return new EpisodeRow
                {
                    EpisodeId = id[row],
                    EnvironmentId = environment[row],
                    Algorithm = algorithm[row],
                    RunId = run[row],
                    Return = @return[row],
                    Length = length[row],
                    Terminated = terminated[row],
                    Truncated = truncated[row],
                    Aborted = aborted[row],
                    Seed = seed[row],
                    Purpose = (byte)purpose[row],
                    Agent = (uint)agent[row],
                    Lane = lane[row],
                    EpisodeNumber = (uint)episode[row],
                    Ordinal = ordinal[row],
                    PolicyVersion = version[row],
                    Hash = hash[row],
                    DataFile = dataFile[row],
                    FirstRow = firstRow[row],
                };
            }
        }
    }
}
