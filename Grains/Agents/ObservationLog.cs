using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RlOrleans.Episodes;

namespace RlOrleans.Agents;

/// <summary>
/// The observations of an episode under way: rows of D numbers. Large ones are kept as what differs from the row before,
/// bit for bit: of the 113 kB of four stacked frames a step changes about a hundredth, and an agent with many lanes would
/// otherwise fill the memory, and its checkpoints, with what it knows already.
/// </summary>
internal sealed class ObservationLog
{
    /// <summary>Smaller rows are kept whole: the places of what differs would take more than they save.</summary>
    private const int MinSizeOfDifferences = 256;

    /// <summary>Equal numbers in a row that end a segment; fewer are cheaper to keep than the place of another segment.</summary>
    private const int GapBetweenSegments = 4;

    private readonly List<float> _values = [];

    // Of each row of differences: the number of its segments, then place and length of each.
    private readonly List<int> _segments = [];
    private float[] _last = [];

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row; all of them have the same size.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        Count++;
        if (row.Length < MinSizeOfDifferences)
        {
            _values.AddRange(row);
            return;
        }

        if (_last.Length == 0)
        {
            _last = new float[row.Length];
        }

        AddDifferences(row);
        row.CopyTo(_last);
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Count = 0;
        _values.Clear();
        _segments.Clear();
        _last.AsSpan().Clear();
    }

    /// <summary>What an episode and a checkpoint keep; see <see cref="Episode.ObservationSegments"/>.</summary>
    public (ImmutableArray<float> Values, ImmutableArray<int> Segments) Save() => ([.. _values], [.. _segments]);

    /// <summary>Continues where <see cref="Save"/> was called.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="segments">Where they belong; empty where rows are whole.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="size">D.</param>
    public void Restore(ImmutableArray<float> values, ImmutableArray<int> segments, int count, int size)
    {
        Clear();
        if (segments.IsEmpty)
        {
            for (int i = 0; i < count; i++)
            {
                Add(values.AsSpan().Slice(i * size, size));
            }

            return;
        }

        Count = count;
        _values.AddRange(values.AsSpan());
        _segments.AddRange(segments.AsSpan());
        _last = new float[size];
        var rows = new ObservationRows(values, segments, size);
        for (int i = 0; i < count; i++)
        {
            rows.Next().CopyTo(_last);
        }
    }

    private void AddDifferences(ReadOnlySpan<float> row)
    {
        // Compared as bits: −0 is not 0, and a NaN is itself.
        ReadOnlySpan<int> now = MemoryMarshal.Cast<float, int>(row), before = MemoryMarshal.Cast<float, int>(_last);
        int count = _segments.Count;
        _segments.Add(0);
        for (int start = now.CommonPrefixLength(before); start < now.Length;)
        {
            int end = start + 1;
            for (int equal = 0; end + equal < now.Length && equal < GapBetweenSegments;)
            {
                if (now[end + equal] == before[end + equal])
                {
                    equal++;
                }
                else
                {
                    end += equal + 1;
                    equal = 0;
                }
            }

            _segments[count]++;
            _segments.Add(start);
            _segments.Add(end - start);
            _values.AddRange(row[start..end]);
            start = end + now[end..].CommonPrefixLength(before[end..]);
        }
    }
}
