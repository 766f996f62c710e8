namespace Orleans.Runtime;

/// <summary>The life of an activation.</summary>
internal enum ActivationState
{
    /// <summary>The grain object and its state are being made; calls wait.</summary>
    Activating,

    /// <summary>Calls run.</summary>
    Valid,

    /// <summary>Running calls come to their end; new ones wait for the next activation.</summary>
    Deactivating,

    /// <summary>Calls are sent on.</summary>
    Ended,
}
