namespace RlOrleans.Client.CommandLine;

/// <summary>What the process tells the shell.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The request was good, but the work failed.</summary>
    public const int Failure = 1;

    /// <summary>The request is at fault.</summary>
    public const int BadRequest = 2;

    /// <summary>Ended by Ctrl-C, as shells have it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by a request to terminate: 128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
