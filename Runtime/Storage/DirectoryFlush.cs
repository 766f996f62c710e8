using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Orleans.Storage;

/// <summary>Makes a renamed or deleted file survive a power failure: on Unix, the folder must be flushed for that.</summary>
internal static class DirectoryFlush
{
    private const int OpenReadOnly = 0;

    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS journals its folders.
            return;
        }

        int descriptor = Open(directory, OpenReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"The folder '{directory}' cannot be opened to be flushed (error {Marshal.GetLastPInvokeError()}).");
        }

        using SafeFileHandle handle = new(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
