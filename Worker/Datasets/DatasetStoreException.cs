using RlOrleans.Files;

namespace RlOrleans.Worker.Datasets;

/// <summary>Why a dataset did not take shards; says what to do with them.</summary>
public enum DatasetStoreError
{
    /// <summary>It cannot be reached, or answers with errors of its own. Keep the shards and try again later.</summary>
    Unavailable,

    /// <summary>There is no room. Keep the shards and try again when somebody made some.</summary>
    NoSpace,

    /// <summary>The token is missing, wrong or expired. Keep the shards and try again when somebody mended it.</summary>
    Unauthorized,

    /// <summary>The dataset's name, its place or its settings do not allow it. Keep the shards; somebody has to mend it.</summary>
    Refused,

    /// <summary>This shard can never be part of the dataset: it contradicts itself, or has other columns.</summary>
    BadShard,
}

/// <summary>An expected failure of a dataset's store. The message is one sentence for people, and holds no secret.</summary>
public sealed class DatasetStoreException : IOException
{
    /// <summary>Makes the exception.</summary>
    public DatasetStoreException(DatasetStoreError code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>What happened.</summary>
    public DatasetStoreError Code { get; }

    /// <summary>Which of a commit's shards it is about (<c>run/shard</c>); null where it is about all.</summary>
    public string? ShardKey { get; init; }

    /// <summary>Whether the same shards may well be taken later, without anybody's help.</summary>
    public bool IsTransient => Code is DatasetStoreError.Unavailable or DatasetStoreError.NoSpace;

    /// <summary>The exception for a file that could not be read or written.</summary>
    internal static DatasetStoreException Of(Exception error) =>
        error as DatasetStoreException
        ?? error.InnerException as DatasetStoreException
        ?? new DatasetStoreException(DiskSpace.IsExhausted(error) ? DatasetStoreError.NoSpace : DatasetStoreError.Unavailable, error.Message, error);
}
