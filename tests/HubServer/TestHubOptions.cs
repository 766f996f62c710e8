using RlOrleans.HubServer.Faults;

namespace RlOrleans.HubServer;

/// <summary>How a test Hub behaves.</summary>
public sealed record TestHubOptions
{
    /// <summary>Where it keeps repositories and objects; they are found there again after a restart.</summary>
    public required string Folder { get; init; }

    /// <summary>The token that may read and write.</summary>
    public string Token { get; init; } = "hf_test";

    /// <summary>Port of the Hub; 0 takes a free one. Its storage listens on another one.</summary>
    public int Port { get; init; }

    /// <summary>Objects larger than this are taken in parts of this size, in bytes.</summary>
    public long PartBytes { get; init; } = 5 << 20;

    /// <summary>Entries in a page of a listing.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>Faults that come by chance.</summary>
    public FaultRates Rates { get; init; } = new();
}
