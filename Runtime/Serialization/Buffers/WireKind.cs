namespace Orleans.Serialization.Buffers;

/// <summary>The form of a member's value on the wire: enough to step over a member that the reader does not know.</summary>
public enum WireKind : byte
{
    /// <summary>No member: the end of a type's members.</summary>
    End = 0,

    /// <summary>A null reference or an empty nullable: no bytes.</summary>
    Null = 1,

    /// <summary>A base-128 number of one to ten bytes.</summary>
    VarInt = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 3,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 4,

    /// <summary>Sixteen bytes.</summary>
    Fixed128 = 5,

    /// <summary>A variable-length number, twice the length plus a flag of the value's own, then that many bytes.</summary>
    Bytes = 6,

    /// <summary>A four-byte length, then that many bytes with a structure of their own.</summary>
    Delimited = 7,
}
