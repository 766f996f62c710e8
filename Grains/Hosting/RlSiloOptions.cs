using System.ComponentModel.DataAnnotations;

namespace RlOrleans.Hosting;

/// <summary>What a silo needs to know to hold runs.</summary>
public sealed class RlSiloOptions
{
    /// <summary>Folder of the runs, one folder each. Default: <c>runs</c> in the working directory.</summary>
    [Required]
    public string RunsFolder { get; set; } = "runs";
}
