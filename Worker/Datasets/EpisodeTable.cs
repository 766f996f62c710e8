using RlOrleans.Episodes;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>The table of episodes: a row of <see cref="EpisodeRow"/> for each.</summary>
internal static class EpisodeTable
{
    public const string EpisodeId = "episode_id";

    // Rows are ended by blocks: a row group exceeds its size by a block at most.
    private const int BlockRows = 256;

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
    public static IEnumerable<EpisodeRow> RowsOf(ReadableShard shard, string dataFile)
    {
        long firstRow = 0;
        foreach (Episode episode in shard.ReadEpisodes())
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
        ParquetColumn<string> id = writer.Column<string>(EpisodeId), environment = writer.Column<string>(EnvironmentId);
        ParquetColumn<string> algorithm = writer.Column<string>(Algorithm), run = writer.Column<string>(RunId);
        ParquetColumn<string> hash = writer.Column<string>(Hash), dataFile = writer.Column<string>(DataFile);
        ParquetColumn<double> @return = writer.Column<double>(Return);
        ParquetColumn<int> length = writer.Column<int>(Length), purpose = writer.Column<int>(Purpose);
        ParquetColumn<int> lane = writer.Column<int>(Lane);
        ParquetColumn<bool> terminated = writer.Column<bool>(Terminated), truncated = writer.Column<bool>(Truncated);
        ParquetColumn<bool> aborted = writer.Column<bool>(Aborted);
        ParquetColumn<long> version = writer.Column<long>(PolicyVersion), agent = writer.Column<long>(Agent);
        ParquetColumn<long> episode = writer.Column<long>(EpisodeNumber), ordinal = writer.Column<long>(Ordinal);
        ParquetColumn<long> firstRow = writer.Column<long>(FirstRow);
        ParquetColumn<ulong> seed = writer.Column<ulong>(Seed);
        int count = 0;
        foreach (EpisodeRow row in rows)
        {
            id.Append(row.EpisodeId);
            @return.Append(row.Return);
            length.Append(row.Length);
            terminated.Append(row.Terminated);
            truncated.Append(row.Truncated);
            aborted.Append(row.Aborted);
            environment.Append(row.EnvironmentId);
            algorithm.Append(row.Algorithm);
            run.Append(row.RunId);
            version.Append(row.PolicyVersion);
            seed.Append(row.Seed);
            purpose.Append(row.Purpose);
            agent.Append(row.Agent);
            lane.Append(row.Lane);
            episode.Append(row.EpisodeNumber);
            ordinal.Append(row.Ordinal);
            hash.Append(row.Hash);
            dataFile.Append(row.DataFile);
            firstRow.Append(row.FirstRow);
            if (++count % BlockRows == 0)
                writer.EndRows(BlockRows);
        }

        writer.EndRows(count % BlockRows);
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
