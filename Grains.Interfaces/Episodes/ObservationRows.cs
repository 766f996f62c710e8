using System.Collections.Immutable;

namespace RlOrleans.Episodes;

/// <summary>
/// Reads the observations of an episode in order, whichever way they are kept: whole rows of D numbers, or of each row what
/// differs from the one before (<see cref="Episode.ObservationSegments"/>). Not safe for concurrent use.
/// </summary>
/// <param name="values">The numbers.</param>
/// <param name="segments">Where they belong; empty where rows are whole.</param>
/// <param name="size">D.</param>
public sealed class ObservationRows(ImmutableArray<float> values, ImmutableArray<int> segments, int size)
{
    private float[] _rows = [];
    private float[] _last = [];
    private int _value;
    private int _segment;

    /// <summary>Reads an episode's.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="size">D.</param>
    public ObservationRows(Episode episode, int size)
        : this(episode?.Observations ?? throw new ArgumentNullException(nameof(episode)), episode.ObservationSegments, size)
    {
    }

    /// <summary>The next rows, [count, D]; valid until the next call.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer; see <see cref="WhyDamaged"/>.</exception>
    public ReadOnlySpan<float> Next(int count = 1)
    {
        if (segments.IsEmpty)
        {
            var whole = values.AsSpan().Slice(_value, count * size);
            _value += whole.Length;
            return whole;
        }

        if (_rows.Length < count * size)
        {
            _rows = new float[count * size];
        }

        if (_last.Length == 0)
        {
            _last = new float[size];
        }

        for (int i = 0; i < count; i++)
        {
            Change(_last);
            _last.CopyTo(_rows, i * size);
        }

        return _rows.AsSpan(0, count * size);
    }

    /// <summary>Why these are not the observations of so many rows, as part of a sentence; null if they are.</summary>
    public static string? WhyDamaged(ImmutableArray<float> values, ImmutableArray<int> segments, int rows, int size)
    {
        if (segments.IsEmpty)
        {
            return values.Length == (long)rows * size ? null : $"{values.Length} Observations where {(long)rows * size} belong";
        }

        long used = 0;
        int at = 0;
        for (int row = 0; row < rows; row++)
        {
            int count = at < segments.Length ? segments[at++] : -1;
            if (count < 0 || count > (segments.Length - at) / 2)
            {
                return $"no ObservationSegments for row {row}";
            }

            for (int end = 0; count > 0; count--)
            {
                int start = segments[at++], length = segments[at++];
                if (start < end || length < 1 || length > size - start)
                {
                    return $"ObservationSegments from {start} with {length} numbers in row {row} of {size}";
                }

                end = start + length;
                used += length;
            }
        }

        return at == segments.Length && used == values.Length ? null : $"{values.Length} Observations and {segments.Length} ObservationSegments where {used} and {at} belong";
    }

    private void Change(Span<float> row)
    {
        for (int count = segments[_segment++]; count > 0; count--)
        {
            int start = segments[_segment++], length = segments[_segment++];
            values.AsSpan().Slice(_value, length).CopyTo(row[start..]);
            _value += length;
        }
    }
}
