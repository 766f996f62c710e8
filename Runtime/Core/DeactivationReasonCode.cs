namespace Orleans;

/// <summary>The kinds of reason for a deactivation.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason was given.</summary>
    None,

    /// <summary>The silo is shutting down.</summary>
    ShuttingDown,

    /// <summary>The activation never became usable.</summary>
    ActivationFailed,

    /// <summary>The grain directory could not hold the registration.</summary>
    DirectoryFailure,

    /// <summary>No call arrived for the collection age.</summary>
    ActivationIdle,

    /// <summary>A call never ended.</summary>
    ActivationUnresponsive,

    /// <summary>Another activation of the same grain was registered first.</summary>
    DuplicateActivation,

    /// <summary>The activation cannot serve the version of an interface that was asked for.</summary>
    IncompatibleRequest,

    /// <summary>Grain code failed in a way that makes its state doubtful.</summary>
    ApplicationError,

    /// <summary>Grain code asked for it.</summary>
    ApplicationRequested,

    /// <summary>The grain moves to another silo.</summary>
    Migrating,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested,

    /// <summary>Memory runs low.</summary>
    HighMemoryPressure,
}
