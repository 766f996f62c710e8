using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Tests.Parquet;

public class ColumnBufferTests
{
    [Fact]
    public void Items_AddedOneByOneAndByRanges_KeepTheirOrder()
    {
        var buffer = new ColumnBuffer<int>();
        var expected = new List<int>();
        for (int i = 0; i < 5000; i++)
        {
            buffer.Add(i);
            expected.Add(i);
            if (i % 100 == 0)
            {
                buffer.AddRange([-i, -i - 1]);
                buffer.Extend(3).Fill(i);
                expected.AddRange([-i, -i - 1, i, i, i]);
            }
        }

        Assert.Equal(expected, buffer.Items.ToArray());
        buffer[7] = 42;
        Assert.Equal(42, buffer.Items[7]);
        Assert.Throws<IndexOutOfRangeException>(() => buffer[buffer.Count]);
    }

    [Fact]
    public void Release_FilledBuffer_IsEmptyAndCanBeFilledAgain()
    {
        var buffer = new ColumnBuffer<string>();
        buffer.AddRange(["a", "b"]);
        buffer.Release();
        Assert.Equal(0, buffer.Count);
        buffer.Add("c");
        Assert.Equal(["c"], buffer.Items.ToArray());
    }

    [Fact]
    public void Clear_References_AreLetGoOf()
    {
        var buffer = new ColumnBuffer<object?>();
        buffer.Add(new object());
        buffer.Clear();

        // Memory that is extended over holds what was there before.
        Assert.Null(buffer.Extend(1)[0]);
    }
}
