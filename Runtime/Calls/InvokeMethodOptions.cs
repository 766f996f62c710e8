namespace Orleans.CodeGeneration;

/// <summary>How a request is to be sent and run.</summary>
[Flags]
public enum InvokeMethodOptions
{
    /// <summary>As usual.</summary>
    None = 0,

    /// <summary>Nobody waits for the result.</summary>
    OneWay = 1 << 0,

    /// <summary>May run beside other read-only requests.</summary>
    ReadOnly = 1 << 1,

    /// <summary>May run beside any other request.</summary>
    AlwaysInterleave = 1 << 2,

    /// <summary>Order does not matter.</summary>
    Unordered = 1 << 3,
}
