using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RlOrleans.Worker.Parquet.Encodings;
using RlOrleans.Worker.Parquet.Format;

namespace RlOrleans.Worker.Parquet;

/// <summary>Finds the smallest and the largest value of a column, by which readers pass over row groups.</summary>
internal static class StatisticsMaker
{
    // Longer ones would make the footer grow with the data.
    private const int MaxTextBytes = 256;

    /// <summary>The statistics of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="distinct">Its values, each at least once: its dictionary, where it has one.</param>
    public static ColumnStatistics Of<T>(ParquetColumn<T> column, ReadOnlySpan<T> distinct)
        where T : notnull
    {
        if (distinct.IsEmpty || Bounds(distinct) is not (T minimum, T maximum))
            return new ColumnStatistics(column.NullCount, null, null);
        byte[] low = PlainEncoding<T>.Instance.WriteStatistic(WithSignOfZero(minimum, negative: true));
        byte[] high = PlainEncoding<T>.Instance.WriteStatistic(WithSignOfZero(maximum, negative: false));
        return Math.Max(low.Length, high.Length) > MaxTextBytes
            ? new ColumnStatistics(column.NullCount, null, null)
            : new ColumnStatistics(column.NullCount, low, high);
    }

    // Null where a NaN is among the values: it has no place in the order, and the format wants no bounds then.
    private static (T Minimum, T Maximum)? Bounds<T>(ReadOnlySpan<T> values)
        where T : notnull
    {
        if (Vector<T>.IsSupported)
            return NumericBounds(values);
        if (typeof(T) == typeof(bool))
            return BooleanBounds(values);
        Comparison<T> compare = OrderOf<T>();
        T minimum = values[0], maximum = values[0];
        foreach (T value in values)
        {
            if (compare(value, minimum) < 0)
                minimum = value;
            else if (compare(value, maximum) > 0)
                maximum = value;
        }

        return (minimum, maximum);
    }

    private static (T Minimum, T Maximum) BooleanBounds<T>(ReadOnlySpan<T> values)
    {
        ReadOnlySpan<bool> booleans = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, bool>(ref MemoryMarshal.GetReference(values)), values.Length);
        return ((T)(object)!booleans.Contains(false), (T)(object)booleans.Contains(true));
    }

    private static (T Minimum, T Maximum)? NumericBounds<T>(ReadOnlySpan<T> values)
    {
        Comparer<T> order = Comparer<T>.Default;
        T minimum = values[0], maximum = values[0];
        int i = 0;
        if (values.Length >= Vector<T>.Count)
        {
            var low = new Vector<T>(values);
            Vector<T> high = low;
            for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var some = new Vector<T>(values[i..]);
                if (!Vector.EqualsAll(some, some))
                    return null;
                low = Vector.Min(low, some);
                high = Vector.Max(high, some);
            }

            for (int lane = 0; lane < Vector<T>.Count; lane++)
            {
                minimum = order.Compare(low[lane], minimum) < 0 ? low[lane] : minimum;
                maximum = order.Compare(high[lane], maximum) > 0 ? high[lane] : maximum;
            }
        }

        for (; i < values.Length; i++)
        {
            T value = values[i];
            if (value is float.NaN or double.NaN)
                return null;
            minimum = order.Compare(value, minimum) < 0 ? value : minimum;
            maximum = order.Compare(value, maximum) > 0 ? value : maximum;
        }

        return (minimum, maximum);
    }

    private static Comparison<T> OrderOf<T>() => typeof(T) == typeof(string)
        ? (Comparison<T>)(object)(Comparison<string>)CompareUtf8
        : Comparer<T>.Default.Compare;

    // The bytes of UTF-8 sort as code points do; UTF-16 puts surrogates before the private use area.
    private static int CompareUtf8(string left, string right)
    {
        int length = Math.Min(left.Length, right.Length);
        for (int i = 0; i < length; i++)
        {
            if (left[i] != right[i])
                return char.IsSurrogate(left[i]) == char.IsSurrogate(right[i]) ? left[i] - right[i] : char.IsSurrogate(left[i]) ? 1 : -1;
        }

        return left.Length - right.Length;
    }

    // 0 and −0 are equal: the format wants a minimum of −0 and a maximum of +0, so that neither is missed.
    private static T WithSignOfZero<T>(T value, bool negative) => value switch
    {
        0f => (T)(object)(negative ? -0f : 0f),
        0d => (T)(object)(negative ? -0d : 0d),
        _ => value,
    };
}
