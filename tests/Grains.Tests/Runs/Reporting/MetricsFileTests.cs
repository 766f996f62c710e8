using RlOrleans.Runs.Reporting;

namespace RlOrleans.Grains.Tests.Runs.Reporting;

public sealed class MetricsFileTests : IDisposable
{
    private readonly ReportingFolder _folder = new();

    private string Path => _folder[MetricsFile.FileName];

    [Fact]
    public void Append_Update_IsOneObjectALine()
    {
        Write(0, 1, 2);
        Assert.Equal(
            """
            {"update":1,"steps":256,"wall_seconds":0.125,"mean_return":21.5,"mean_length":22,"steps_per_second":2048,"approx_kl":null,"entropy":0.625,"value_loss":1}
            {"update":2,"steps":512,"wall_seconds":0.25,"mean_return":22.5,"mean_length":23,"steps_per_second":2048,"approx_kl":null,"entropy":0.625,"value_loss":0.5}

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(Path));
    }

    [Fact]
    public void Read_AppendedUpdates_GivesThemBack()
    {
        Write(0, 1, 2, 3);
        IReadOnlyList<UpdateMetrics> read = MetricsFile.Read(Path);
        Assert.Equal([1, 2, 3], read.Select(metrics => metrics.Update));
        Assert.Equal(Points.At(3) with { Statistics = read[2].Statistics }, read[2]);
        Assert.Equal(Points.At(3).Statistics.OrderBy(figure => figure.Key), read[2].Statistics.OrderBy(figure => figure.Key));
        Assert.Empty(MetricsFile.Read(_folder["nothing.jsonl"]));
    }

    [Fact]
    public void Open_LaterUpdatesThere_CutsThemOff()
    {
        Write(0, 1, 2, 3, 4);
        Write(2, 3);
        Assert.Equal([1, 2, 3], MetricsFile.Read(Path).Select(metrics => metrics.Update));
    }

    [Fact]
    public void Open_FromTheStart_BeginsAnew()
    {
        Write(0, 1, 2);
        Write(0, 1);
        Assert.Equal([1], MetricsFile.Read(Path).Select(metrics => metrics.Update));
    }

    [Fact]
    public void Open_LastLineTornAnywhere_DropsIt()
    {
        Write(0, 1, 2, 3);
        byte[] whole = File.ReadAllBytes(Path);
        int third = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;
        for (int length = third; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            Assert.Equal([1, 2], MetricsFile.Read(Path).Select(metrics => metrics.Update));
            Write(99, 3);
            Assert.Equal(whole, File.ReadAllBytes(Path));
        }
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"update":"two","steps":1,"wall_seconds":1,"mean_return":1,"mean_length":1,"steps_per_second":1}""")]
    public void Open_ForeignLine_DropsItAndWhatFollows(string line)
    {
        Write(0, 1);
        File.AppendAllText(Path, line + "\n");
        File.AppendAllText(Path, File.ReadLines(Path).First() + "\n");
        Write(99, 2);
        Assert.Equal([1, 2], MetricsFile.Read(Path).Select(metrics => metrics.Update));
    }

    [Fact]
    public void Append_StatisticWithATakenName_Throws()
    {
        using MetricsFile file = MetricsFile.Open(Path, 0);
        UpdateMetrics metrics = Points.At(1) with { Statistics = new Dictionary<string, double> { ["steps"] = 1 } };
        Assert.Throws<ArgumentException>(() => file.Append(metrics));
        file.Append(Points.At(1));
        file.Flush();
        Assert.Single(MetricsFile.Read(Path));
    }

    [Fact]
    public void Flush_WhileOpen_ShowsWhatWasAppended()
    {
        using MetricsFile file = MetricsFile.Open(Path, 0);
        file.Append(Points.At(1));
        file.Append(Points.At(2));
        file.Flush();
        Assert.Equal([1, 2], MetricsFile.Read(Path).Select(metrics => metrics.Update));
    }

    public void Dispose() => _folder.Dispose();

    private void Write(long lastUpdate, params long[] updates)
    {
        using MetricsFile file = MetricsFile.Open(Path, lastUpdate);
        foreach (long update in updates)
            file.Append(Points.At(update));
    }
}
