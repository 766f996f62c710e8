using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Orleans.Runtime;

/// <summary>
/// The calls that this process waits for. An entry leaves the table exactly once, and whoever takes it out completes the
/// caller: the answer, the timeout, the cancellation or the shutdown.
/// </summary>
/// <remarks>
/// Numbers are drawn from stripes of slots, so that adding and removing a call are one compare-and-swap each. A stripe
/// that is crowded lets calls overflow into a dictionary.
/// </remarks>
internal sealed class OutstandingCalls
{
    private const int SlotBits = 10;
    private const int SlotsPerStripe = 1 << SlotBits;
    private const int MaxProbes = 8;

    private readonly int _stripeBits;
    private readonly Counter[] _counters;
    private readonly RequestBase?[] _slots;
    private readonly ConcurrentDictionary<long, RequestBase> _overflow = new();

    public OutstandingCalls()
    {
        _stripeBits = Math.Clamp(System.Numerics.BitOperations.Log2((uint)Environment.ProcessorCount) + 1, 1, 8);
        _counters = new Counter[1 << _stripeBits];
        _slots = new RequestBase[SlotsPerStripe << _stripeBits];
    }

    public void Add(RequestBase call)
    {
        var stripe = Environment.CurrentManagedThreadId & ((1 << _stripeBits) - 1);
        for (var probe = 0; probe < MaxProbes; probe++)
        {
            call.CallId = (Interlocked.Increment(ref _counters[stripe].Value) << _stripeBits) | (uint)stripe;
            if (Interlocked.CompareExchange(ref SlotOf(call.CallId), call, null) is null)
            {
                return;
            }
        }

        // Negative numbers mark the overflow.
        call.CallId = -call.CallId;
        _overflow[call.CallId] = call;
    }

    public bool TryRemove(RequestBase call) =>
        call.CallId < 0
            ? _overflow.TryRemove(new KeyValuePair<long, RequestBase>(call.CallId, call))
            : ReferenceEquals(Interlocked.CompareExchange(ref SlotOf(call.CallId), null, call), call);

    public RequestBase? Find(long callId)
    {
        var call = callId < 0 ? _overflow.GetValueOrDefault(callId) : Volatile.Read(ref SlotOf(callId));
        return call?.CallId == callId ? call : null;
    }

    /// <summary>Lists the calls that meet a condition, which may have been completed meanwhile.</summary>
    public List<RequestBase> Where(Func<RequestBase, bool> condition)
    {
        List<RequestBase> found = [];
        foreach (ref var slot in _slots.AsSpan())
        {
            if (Volatile.Read(ref slot) is { } call && condition(call))
            {
                found.Add(call);
            }
        }

        if (!_overflow.IsEmpty)
        {
            found.AddRange(_overflow.Values.Where(condition));
        }

        return found;
    }

    private ref RequestBase? SlotOf(long callId)
    {
        var stripe = (int)callId & ((1 << _stripeBits) - 1);
        var sequence = (int)(callId >> _stripeBits) & (SlotsPerStripe - 1);
        return ref _slots[(stripe << SlotBits) | sequence];
    }

    /// <summary>A counter on a cache line of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Counter
    {
        [FieldOffset(0)]
        public long Value;
    }
}
