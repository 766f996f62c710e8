namespace Orleans;

/// <summary>The stages of a silo's or client's lifecycle.</summary>
public static class ServiceLifecycleStage
{
    /// <summary>Before every other stage.</summary>
    public const int First = int.MinValue;

    /// <summary>The runtime itself.</summary>
    public const int RuntimeInitialize = 2000;

    /// <summary>Services of the runtime.</summary>
    public const int RuntimeServices = 4000;

    /// <summary>Storage.</summary>
    public const int RuntimeStorageServices = 6000;

    /// <summary>Services that grains need.</summary>
    public const int RuntimeGrainServices = 8000;

    /// <summary>After the services that grains need.</summary>
    public const int AfterRuntimeGrainServices = 8100;

    /// <summary>Services of the application.</summary>
    public const int ApplicationServices = 10000;

    /// <summary>Grains end before this stage stops.</summary>
    public const int GrainDeactivation = Active - 2;

    /// <summary>Right before <see cref="Active"/>.</summary>
    public const int BecomeActive = Active - 1;

    /// <summary>Calls are served.</summary>
    public const int Active = 20000;

    /// <summary>After every other stage.</summary>
    public const int Last = int.MaxValue;
}
