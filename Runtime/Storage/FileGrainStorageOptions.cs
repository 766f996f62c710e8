using System.ComponentModel.DataAnnotations;

namespace Orleans.Configuration;

/// <summary>Where and how <see cref="Storage.FileGrainStorage"/> keeps states.</summary>
public sealed class FileGrainStorageOptions
{
    /// <summary>The folder under which the files lie. It is created when the first state is written.</summary>
    [Required]
    public string RootDirectory { get; set; } = "";

    /// <summary>
    /// Whether a write waits until the disk confirms it, so that it survives a power failure too. Without, it survives the
    /// end of the process only. Default: true.
    /// </summary>
    public bool FlushToDisk { get; set; } = true;

    /// <summary>How long an operation waits for another process that is just changing a state. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
