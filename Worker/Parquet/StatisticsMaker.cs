using RlOrleans.Worker.Parquet.Encodings;
using RlOrleans.Worker.Parquet.Format;

namespace RlOrleans.Worker.Parquet;

/// <summary>Finds the smallest and the largest value of a column, by which readers pass over row groups.</summary>
internal static class StatisticsMaker
{
    // Longer ones would make the footer grow with the data.
    private const int MaxTextBytes = 256;

    public static ColumnStatistics Of<T>(ParquetColumn<T> column)
        where T : notnull
    {
        ReadOnlySpan<T> values = column.Values;
        if (values.IsEmpty)
            return new ColumnStatistics(column.NullCount, null, null);
        Comparison<T> compare = OrderOf<T>();
        T minimum = values[0], maximum = values[0];
        foreach (T value in values)
        {
            // A NaN has no place in the order; the format wants no bounds then.
            if (value is float.NaN or double.NaN)
                return new ColumnStatistics(column.NullCount, null, null);
            if (compare(value, minimum) < 0)
                minimum = value;
            else if (compare(value, maximum) > 0)
                maximum = value;
        }

        byte[] low = PlainEncoding<T>.Instance.WriteStatistic(WithSignOfZero(minimum, negative: true));
        byte[] high = PlainEncoding<T>.Instance.WriteStatistic(WithSignOfZero(maximum, negative: false));
        return Math.Max(low.Length, high.Length) > MaxTextBytes
            ? new ColumnStatistics(column.NullCount, null, null)
            : new ColumnStatistics(column.NullCount, low, high);
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
