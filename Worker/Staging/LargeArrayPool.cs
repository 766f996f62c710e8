using System.Buffers;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// Keeps a few large arrays from one use to the next. The shared pool keeps most arrays for the thread that gave them back,
/// and the next shard is another thread's: it would be given fresh memory, and having the system clear that, page by page,
/// takes as long as compressing pictures.
/// </summary>
/// <param name="maxKept">Arrays that are kept, at most: as many as are in use at a time.</param>
/// <param name="maxKeptBytes">Larger ones are not kept.</param>
internal sealed class LargeArrayPool(int maxKept, int maxKeptBytes) : ArrayPool<byte>
{
    // So that shards of about the same size find each other's arrays.
    private const int Granularity = 4 << 20;

    private readonly Lock _gate = new();
    private readonly List<byte[]> _kept = new(maxKept);

    /// <inheritdoc/>
    public override byte[] Rent(int minimumLength)
    {
        lock (_gate)
        {
            int found = _kept.FindIndex(array => array.Length >= minimumLength);
            if (found >= 0)
            {
                byte[] array = _kept[found];
                _kept.RemoveAt(found);
                return array;
            }
        }

        return GC.AllocateUninitializedArray<byte>((int)Math.Min(((long)minimumLength + Granularity - 1) / Granularity * Granularity, Array.MaxLength));
    }

    /// <inheritdoc/>
    public override void Return(byte[] array, bool clearArray = false)
    {
        if (array.Length > maxKeptBytes)
            return;
        if (clearArray)
            Array.Clear(array);
        lock (_gate)
        {
            _kept.Add(array);

            // The smallest of too many is the one that the fewest shards fit into.
            if (_kept.Count > maxKept)
                _kept.Remove(_kept.MinBy(kept => kept.Length)!);
        }
    }
}
