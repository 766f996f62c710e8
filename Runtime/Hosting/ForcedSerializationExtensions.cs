using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>A switch that only the embedded runtime has.</summary>
public static class ForcedSerializationExtensions
{
    /// <summary>
    /// Sends every call, answer and stream item through its serialised form even within the process. Slow: tests use it to
    /// prove that grains do not depend on shared memory.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder UseForcedSerialization(this ISiloBuilder builder) =>
        builder.ConfigureServices(static services => services.AddSingleton<IMessageTransport, LoopbackTransport>());
}
