namespace Orleans.Runtime;

/// <summary>What one message of an enumeration brings.</summary>
[GenerateSerializer]
internal readonly struct EnumerationStep<T>(EnumerationStatus status, T[] elements)
{
    /// <summary>Whether there may be more.</summary>
    [Id(0)]
    public readonly EnumerationStatus Status = status;

    /// <summary>The elements, none for a sign of life.</summary>
    [Id(1)]
    public readonly T[] Elements = elements;
}

internal enum EnumerationStatus
{
    /// <summary>There may be more; without elements, none was ready yet.</summary>
    More,

    /// <summary>These were the last.</summary>
    Completed,

    /// <summary>The callee knows nothing of the enumeration: it was deactivated, or gave the enumeration up.</summary>
    Unknown,
}
