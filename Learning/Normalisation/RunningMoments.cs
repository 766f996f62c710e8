namespace RlOrleans.Learning;

/// <summary>
/// Means and variances of a stream of rows, merged batch by batch (Chan, Golub and LeVeque, 1979), in double precision and in
/// order.
/// </summary>
/// <remarks>Legend: D values of a row.</remarks>
internal sealed class RunningMoments(int size)
{
    private readonly double[] _means = new double[size];
    private readonly double[] _sumSquares = new double[size];
    private double _count;

    /// <summary>Rows seen.</summary>
    public double Count => _count;

    public double Mean(int index) => _means[index];

    /// <summary>The population variance; 1 before anything was seen.</summary>
    public double Variance(int index) => _count > 0 ? _sumSquares[index] / _count : 1;

    /// <summary>Takes rows in, D values each.</summary>
    public void Add(ReadOnlySpan<float> rows)
    {
        int count = rows.Length / size;
        if (count == 0)
            return;
        double total = _count + count;
        for (int i = 0; i < size; i++)
        {
            double mean = 0, squares = 0;
            for (int at = i; at < rows.Length; at += size)
                mean += rows[at];
            mean /= count;
            for (int at = i; at < rows.Length; at += size)
                squares += (rows[at] - mean) * (rows[at] - mean);
            double delta = mean - _means[i];
            _means[i] += delta * count / total;
            _sumSquares[i] += squares + delta * delta * _count * count / total;
        }

        _count = total;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        foreach (double mean in _means)
            writer.Write(mean);
        foreach (double sum in _sumSquares)
            writer.Write(sum);
    }

    public void Load(ref StateReader reader)
    {
        _count = reader.ReadDouble();
        foreach (ref double mean in _means.AsSpan())
            mean = reader.ReadDouble();
        foreach (ref double sum in _sumSquares.AsSpan())
            sum = reader.ReadDouble();
    }
}
