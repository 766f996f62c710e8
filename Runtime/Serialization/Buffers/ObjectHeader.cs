namespace Orleans.Serialization.Buffers;

/// <summary>The first byte of every place in a message where an object may stand.</summary>
internal static class ObjectHeader
{
    /// <summary>A null reference.</summary>
    public const byte Null = 0;

    /// <summary>An object of exactly the declared type; its content follows.</summary>
    public const byte OfDeclaredType = 1;

    /// <summary>An object of the type named next; its content follows.</summary>
    public const byte OfNamedType = 2;

    /// <summary>An object of exactly the declared type that begins so many bytes before this header.</summary>
    public const byte KnownOfDeclaredType = 3;

    /// <summary>An object of the type named next that begins so many bytes before this header.</summary>
    public const byte Known = 4;
}
