namespace Orleans;

/// <summary>A client of the grains: in a silo's process, the silo's own; elsewhere, a connected one.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services of the process.</summary>
    IServiceProvider ServiceProvider { get; }
}
