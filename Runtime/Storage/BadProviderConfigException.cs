using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A grain asks for a storage that is not configured.</summary>
public sealed class BadProviderConfigException : OrleansException
{
    /// <summary>Creates the exception with a general message.</summary>
    public BadProviderConfigException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public BadProviderConfigException(string msg)
        : base(msg)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public BadProviderConfigException(string msg, Exception exc)
        : base(msg, exc)
    {
    }
}
