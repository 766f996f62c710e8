using RlOrleans.Agents;
using RlOrleans.Episodes;

namespace RlOrleans.Grains.Tests.Agents;

public sealed class ObservationLogTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1000)]
    public void Add_RowsThatDifferInPlaces_AreReadAsTheSameBits(int size)
    {
        var log = new ObservationLog();
        float[][] rows = Rows(size, count: 40);

        foreach (float[] row in rows)
            log.Add(row);

        Assert.Equal(40, log.Count);
        Assert.Equal(Bits(rows.SelectMany(row => row)), Bits(Read(log, size)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public void Restore_MidEpisode_GoesOnAsIfNeverSaved(int size)
    {
        ObservationLog whole = new(), before = new(), after = new();
        float[][] rows = Rows(size, count: 20);
        after.Add(rows[19]);

        foreach (float[] row in rows)
            whole.Add(row);
        foreach (float[] row in rows[..7])
            before.Add(row);
        var (values, segments) = before.Save();
        after.Restore(values, segments, 7, size);
        foreach (float[] row in rows[7..])
            after.Add(row);

        Assert.Equal(Bits(Read(whole, size)), Bits(Read(after, size)));
    }

    [Fact]
    public void Restore_WholeRowsOfAnOlderCheckpoint_AreTakenOver()
    {
        var log = new ObservationLog();
        float[][] rows = Rows(500, count: 5);

        log.Restore([.. rows.SelectMany(row => row)], [], 5, 500);
        log.Add(rows[0]);

        Assert.Equal(Bits([.. rows.SelectMany(row => row), .. rows[0]]), Bits(Read(log, 500)));
    }

    [Fact]
    public void Clear_NextEpisode_StartsFromNothing()
    {
        var log = new ObservationLog();
        float[] row = Rows(300, count: 1)[0];
        log.Add(row);

        log.Clear();
        log.Add(row);

        Assert.Equal(Bits(row), Bits(Read(log, 300)));
    }

    [Fact]
    public void Save_FramesOfWhichLittleChanges_TakesLittle()
    {
        var log = new ObservationLog();
        var frame = new float[84 * 84 * 4];
        for (int step = 0; step < 100; step++)
        {
            frame.AsSpan(step * 80, 40).Fill(1 + step);
            log.Add(frame);
        }

        var (values, segments) = log.Save();

        Assert.Equal(100 * 40, values.Length);
        Assert.InRange(segments.Length, 100, 400);
    }

    // Each differs from the one before in a few runs; zeros change their sign, and there are NaNs.
    private static float[][] Rows(int size, int count)
    {
        var row = new float[size];
        return [.. Enumerable.Range(0, count).Select(step =>
        {
            for (int run = 0; run < 4; run++)
            {
                int start = ((step * 37) + (run * 101)) % size, length = Math.Min(1 + ((step + run) % 8), size - start);
                row.AsSpan(start, length).Fill((step % 5) switch { 0 => float.NaN, 1 => -0f, 2 => 0f, _ => step + (run / 4f) });
            }

            return row.ToArray();
        })];
    }

    private static float[] Read(ObservationLog log, int size)
    {
        var (values, segments) = log.Save();
        Assert.Null(ObservationRows.WhyDamaged(values, segments, log.Count, size));
        return new ObservationRows(values, segments, size).Next(log.Count).ToArray();
    }

    private static int[] Bits(IEnumerable<float> values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
}
