using Orleans.Streams;

namespace Orleans.Providers.Streams.Common;

/// <summary>A place in a stream: the number of the message, and that of the item in it.</summary>
[GenerateSerializer]
public class EventSequenceTokenV2 : StreamSequenceToken
{
    /// <summary>Creates the first place.</summary>
    public EventSequenceTokenV2()
    {
    }

    /// <summary>Creates a place.</summary>
    /// <param name="seqNumber">The number of the message.</param>
    public EventSequenceTokenV2(long seqNumber)
        : this(seqNumber, 0)
    {
    }

    /// <summary>Creates a place.</summary>
    /// <param name="seqNumber">The number of the message.</param>
    /// <param name="eventInd">The number of the item in its message.</param>
    public EventSequenceTokenV2(long seqNumber, int eventInd)
    {
        SequenceNumber = seqNumber;
        EventIndex = eventInd;
    }

    /// <inheritdoc/>
    [Id(0)]
    public sealed override long SequenceNumber { get; protected set; }

    /// <inheritdoc/>
    [Id(1)]
    public sealed override int EventIndex { get; protected set; }

    /// <summary>The place of another item in the same message.</summary>
    /// <param name="eventInd">The number of the item.</param>
    /// <returns>The place.</returns>
    public EventSequenceTokenV2 CreateSequenceTokenForEvent(int eventInd) => new(SequenceNumber, eventInd);

    /// <inheritdoc/>
    public override bool Equals(StreamSequenceToken? other) =>
        other is EventSequenceTokenV2 && other.SequenceNumber == SequenceNumber && other.EventIndex == EventIndex;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SequenceNumber, EventIndex);

    /// <inheritdoc/>
    public override int CompareTo(StreamSequenceToken? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byMessage = SequenceNumber.CompareTo(other.SequenceNumber);
        return byMessage != 0 ? byMessage : EventIndex.CompareTo(other.EventIndex);
    }

    /// <inheritdoc/>
    public override string ToString() => $"[EventSequenceTokenV2: SeqNum={SequenceNumber}, EventIndex={EventIndex}]";
}
