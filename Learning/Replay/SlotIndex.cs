namespace RlOrleans.Learning;

/// <summary>Numbers slots of a replay buffer in the order in which they are first named, each once (a sparse set; Briggs and Torczon, 1993).</summary>
/// <param name="slots">Slots that there are.</param>
/// <param name="capacity">The most that may be numbered.</param>
internal sealed class SlotIndex(int slots, int capacity)
{
    // Never cleared: a number counts only if its slot is the one that has it.
    private readonly int[] _numbers = new int[slots];
    private readonly int[] _slots = new int[capacity];

    /// <summary>The numbered slots, in order.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    /// <summary>How many are numbered.</summary>
    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Numbers a slot unless it has a number.</summary>
    public void Add(int slot)
    {
        int number = _numbers[slot];
        if (number < Count && _slots[number] == slot)
            return;
        _numbers[slot] = Count;
        _slots[Count++] = slot;
    }

    /// <summary>The number of a slot that has one.</summary>
    public int NumberOf(int slot) => _numbers[slot];
}
