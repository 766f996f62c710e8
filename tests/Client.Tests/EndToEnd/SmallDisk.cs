using System.Diagnostics;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>A file system of a few kilobytes: it really is full. Only root can mount one, and not everywhere.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    public SmallDisk(string folder, string size)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        Assert.True(Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder), "The small disk cannot be mounted.");
    }

    /// <summary>Whether one can be made here.</summary>
    public static bool CanBeMounted { get; } = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && TryMount();

    /// <summary>Makes room.</summary>
    public void Grow(string size) => Assert.True(Run("mount", "-o", $"remount,size={size}", _folder), "The small disk cannot grow.");

    public void Dispose() => Run("umount", "--lazy", _folder);

    private static bool TryMount()
    {
        string folder = Directory.CreateTempSubdirectory("rl-small-disk-").FullName;
        bool mounted = Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder);
        if (mounted)
            Run("umount", folder);
        Directory.Delete(folder);
        return mounted;
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a <see cref="SmallDisk"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute()
    {
        if (!SmallDisk.CanBeMounted)
            Skip = "needs to mount a tmpfs of its own: only root may, and not in every container";
    }
}
