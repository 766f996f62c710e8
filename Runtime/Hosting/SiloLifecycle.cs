using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>The lifecycle of a silo; the stages are in <see cref="ServiceLifecycleStage"/>.</summary>
public interface ISiloLifecycle : ILifecycleObservable
{
    /// <summary>The last stage that has started.</summary>
    int HighestCompletedStage { get; }

    /// <summary>The last stage that has stopped.</summary>
    int LowestStoppedStage { get; }
}

/// <summary>The lifecycle of a silo.</summary>
internal sealed class SiloLifecycle(ILogger<SiloLifecycle> logger) : LifecycleSubject(logger), ISiloLifecycle;
