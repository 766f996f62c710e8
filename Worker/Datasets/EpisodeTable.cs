using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>The table of episodes: a row of <see cref="EpisodeRow"/> for each.</summary>
internal static class EpisodeTable
{
    public const string EpisodeId = "episode_id";

    public const string EnvironmentId = "environment_id";
    public const string Algorithm = "algorithm";
    public const string RunId = "run_id";
    public const string Return = "return";
    public const string Length = "length";
    public const string Terminated = "terminated";
    public const string Truncated = "truncated";
    public const string Aborted = "aborted";
    public const string Seed = "seed";
    public const string Purpose = "purpose";
    public const string Agent = "agent";
    public const string Lane = "lane";
    public const string EpisodeNumber = "episode";
    public const string Ordinal = "ordinal";
    public const string PolicyVersion = "policy_version";
    public const string Hash = "hash";
    public const string DataFile = "data_file";
    public const string FirstRow = "first_row";

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
