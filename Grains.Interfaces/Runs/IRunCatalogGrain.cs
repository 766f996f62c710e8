using Orleans.Concurrency;

namespace RlOrleans.Runs;

/// <summary>Lists the runs that the silo's archive holds; key: <see cref="Key"/>.</summary>
public interface IRunCatalogGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    const string Key = "runs";

    /// <summary>Every run, newest first. A run whose record cannot be read is left out and logged.</summary>
    [AlwaysInterleave]
    Task<IReadOnlyList<RunDescription>> List();
}
