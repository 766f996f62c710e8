namespace RlOrleans.Learning;

/// <summary>The observations that truncated episodes ended on: they follow no stored step, so they are kept apart.</summary>
/// <remarks>D observation size. Rows that are given back are used again, so memory grows to the most that were held at once.</remarks>
internal sealed class FinalObservations(int observationSize)
{
    private readonly Stack<int> _free = new();
    private float[] _rows = [];
    private int _used;

    /// <summary>[D].</summary>
    public ReadOnlySpan<float> this[int row] => _rows.AsSpan(row * observationSize, observationSize);

    /// <summary>Keeps an observation, and gives the row that it has until it is removed.</summary>
    public int Add(ReadOnlySpan<float> observation)
    {
        if (!_free.TryPop(out int row))
        {
            row = _used++;
            if (_rows.Length < _used * observationSize)
                Array.Resize(ref _rows, Math.Max(_used * observationSize, 2 * _rows.Length));
        }

        observation.CopyTo(_rows.AsSpan(row * observationSize));
        return row;
    }

    public void Remove(int row) => _free.Push(row);

    public void Clear()
    {
        _free.Clear();
        _used = 0;
    }
}
