namespace RlOrleans.Files;

/// <summary>Tells a full disk from other failures.</summary>
internal static class DiskSpace
{
    // The runtime passes errno on where it has no exception of its own; Windows has two codes of its own.
    private const int Enospc = 28;
    private const int EdquotLinux = 122;
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an error, or what caused it, is that there is no room left.</summary>
    public static bool IsExhausted(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is IOException && error.HResult is Enospc or EdquotLinux or HandleDiskFull or DiskFull)
                return true;
        }

        return false;
    }
}
