namespace Orleans.Runtime;

/// <summary>The state of a silo.</summary>
public enum SiloStatus
{
    /// <summary>Not known.</summary>
    None = 0,

    /// <summary>Made, not started.</summary>
    Created = 1,

    /// <summary>Joins the cluster.</summary>
    Joining = 2,

    /// <summary>Serves calls.</summary>
    Active = 3,

    /// <summary>Ends its grains.</summary>
    ShuttingDown = 4,

    /// <summary>Stops at once.</summary>
    Stopping = 5,

    /// <summary>Gone.</summary>
    Dead = 6,
}
