using System.Text.Json;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Tests.Parquet;

public class ParquetTests
{
    private const int Rows = 5000;

    private static readonly float[] OddFloats =
        [0f, -0f, 1.5f, float.MinValue, float.MaxValue, float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, float.NaN];

    private static readonly ParquetSchema AllKinds = new(
        new ParquetField("flag", ParquetKind.Boolean),
        new ParquetField("flag_or_null", ParquetKind.Boolean, IsNullable: true),
        new ParquetField("int", ParquetKind.Int32),
        new ParquetField("int_or_null", ParquetKind.Int32, IsNullable: true),
        new ParquetField("long", ParquetKind.Int64),
        new ParquetField("ulong", ParquetKind.UInt64),
        new ParquetField("float", ParquetKind.Float),
        new ParquetField("float_or_null", ParquetKind.Float, IsNullable: true),
        new ParquetField("double", ParquetKind.Double),
        new ParquetField("text", ParquetKind.String),
        new ParquetField("text_or_null", ParquetKind.String, IsNullable: true),
        new ParquetField("unique_text", ParquetKind.String),
        new ParquetField("list", ParquetKind.FloatList),
        new ParquetField("list_or_null", ParquetKind.FloatList, IsNullable: true));

    public static TheoryData<ParquetCompression, int, int> Layouts => new()
    {
        { ParquetCompression.Zstd, 32 << 20, 1 << 20 },
        { ParquetCompression.Zstd, 64 << 10, 1 << 10 },
        { ParquetCompression.Gzip, 64 << 10, 4 << 10 },
        { ParquetCompression.None, 1 << 10, 1 },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Read_EveryKind_GivesWhatWasWritten(ParquetCompression compression, int rowGroupBytes, int pageBytes)
    {
        using var folder = new TemporaryFolder();
        Write(folder["file.parquet"], compression, rowGroupBytes, pageBytes, Rows);

        using ParquetReader reader = ParquetReader.Open(folder["file.parquet"]);
        Assert.Equal(Rows, reader.RowCount);
        Assert.Equal(AllKinds.Fields.AsEnumerable(), reader.Schema.Fields);
        Assert.Equal("value", reader.Properties["key"]);
        Assert.Equal(rowGroupBytes > 1 << 20, reader.RowGroupRowCounts.Length == 1);
        int row = 0;
        for (int group = 0; group < reader.RowGroupRowCounts.Length; group++)
        {
            var flag = reader.Read<bool>(group, "flag");
            var flagOrNull = reader.Read<bool>(group, "flag_or_null");
            var integer = reader.Read<int>(group, "int");
            var integerOrNull = reader.Read<int>(group, "int_or_null");
            var longs = reader.Read<long>(group, "long");
            var ulongs = reader.Read<ulong>(group, "ulong");
            var floats = reader.Read<float>(group, "float");
            var floatOrNull = reader.Read<float>(group, "float_or_null");
            var doubles = reader.Read<double>(group, "double");
            var text = reader.Read<string>(group, "text");
            var textOrNull = reader.Read<string>(group, "text_or_null");
            var uniqueText = reader.Read<string>(group, "unique_text");
            var list = reader.Read<float>(group, "list");
            var listOrNull = reader.Read<float>(group, "list_or_null");
            for (int i = 0; i < reader.RowGroupRowCounts[group]; i++, row++)
            {
                Row expected = Row.At(row);
                Assert.Equal(expected.Flag, flag[i]);
                Assert.Equal(expected.Flag, flagOrNull[i]);
                Assert.Equal(expected.Int, integer[i]);
                Assert.Equal(expected.IntOrNull, integerOrNull.IsNull(i) ? (int?)null : integerOrNull[i]);
                Assert.Equal(expected.Long, longs[i]);
                Assert.Equal(expected.ULong, ulongs[i]);
                AssertSameBits(expected.Float, floats[i]);
                Assert.Equal(expected.IntOrNull is null, floatOrNull.IsNull(i));
                Assert.Equal(expected.Double, doubles[i]);
                Assert.Equal(expected.Text, text[i]);
                Assert.Equal(expected.TextOrNull, textOrNull.IsNull(i) ? null : textOrNull[i]);
                Assert.Equal(expected.UniqueText, uniqueText[i]);
                Assert.Equal(expected.List, list.List(i).ToArray());
                Assert.Equal(expected.ListOrNull, listOrNull.IsNull(i) ? null : listOrNull.List(i).ToArray());
            }
        }

        Assert.Equal(Rows, row);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Write_EveryKind_ReadsTheSameElsewhere(ParquetCompression compression, int rowGroupBytes, int pageBytes)
    {
        using var folder = new TemporaryFolder();
        int rows = Math.Min(Rows, rowGroupBytes);
        Write(folder["file.parquet"], compression, rowGroupBytes, pageBytes, rows);

        IndependentReader reader = await IndependentReader.ReadAsync(folder["file.parquet"]);
        Assert.Equal(rows, reader.RowCount);
        Assert.Equal("value", reader.Property("key"));
        var columns = AllKinds.Fields.ToDictionary(field => field.Name, field => reader.Column(field.Name));
        for (int row = 0; row < rows; row++)
        {
            Row expected = Row.At(row);
            Assert.Equal(expected.Flag, columns["flag"][row].GetBoolean());
            Assert.Equal(expected.Int, columns["int"][row].GetInt32());
            Assert.Equal(expected.IntOrNull, OrNull(columns["int_or_null"][row], value => value.GetInt32()));
            Assert.Equal(expected.Long, long.Parse(columns["long"][row].GetString()!));
            Assert.Equal(expected.ULong, ulong.Parse(columns["ulong"][row].GetString()!));
            AssertSameBits(expected.Float, (float)IndependentReader.Number(columns["float"][row]));
            Assert.Equal(expected.IntOrNull is null ? null : expected.Int / 2f, OrNull(columns["float_or_null"][row], value => (float)IndependentReader.Number(value)));
            Assert.Equal(expected.Double, IndependentReader.Number(columns["double"][row]));
            Assert.Equal(expected.Text, columns["text"][row].GetString());
            Assert.Equal(expected.TextOrNull, columns["text_or_null"][row].GetString());
            Assert.Equal(expected.UniqueText, columns["unique_text"][row].GetString());
            Assert.Equal(expected.List, Floats(columns["list"][row]));
            Assert.Equal(expected.ListOrNull, Floats(columns["list_or_null"][row]));
        }
    }

    [Fact]
    public async Task Write_ManyRowGroups_EachHasItsStatistics()
    {
        using var folder = new TemporaryFolder();
        Write(folder["file.parquet"], ParquetCompression.Best, 64 << 10, 4 << 10, Rows);

        JsonElement groups = (await IndependentReader.ReadAsync(folder["file.parquet"])).Groups;
        Assert.True(groups.GetArrayLength() > 3);
        int first = 0;
        foreach (JsonElement group in groups.EnumerateArray())
        {
            int count = group.GetProperty("rows").GetInt32();
            Row[] rows = [.. Enumerable.Range(first, count).Select(Row.At)];
            JsonElement Chunk(string path) => group.GetProperty("columns").EnumerateArray().Single(chunk => chunk.GetProperty("path").GetString() == path);

            Assert.Equal(rows.Min(row => row.Int), Chunk("int").GetProperty("min").GetInt32());
            Assert.Equal(rows.Max(row => row.Int), Chunk("int").GetProperty("max").GetInt32());
            Assert.Equal(rows.Count(row => row.IntOrNull is null), int.Parse(Chunk("int_or_null").GetProperty("nulls").GetString()!));
            Assert.Equal(rows.Max(row => row.ULong).ToString(), Chunk("ulong").GetProperty("max").GetString());
            Assert.Equal(rows.Select(row => row.UniqueText).Order(StringComparer.Ordinal).Last(), Chunk("unique_text").GetProperty("max").GetString());

            // There are NaNs in every row group, and no bounds hold for those.
            Assert.Equal(JsonValueKind.Null, Chunk("float").GetProperty("min").ValueKind);
            Assert.Contains("RLE_DICTIONARY", Chunk("text").GetProperty("encodings").EnumerateArray().Select(value => value.GetString()));
            Assert.DoesNotContain("RLE_DICTIONARY", Chunk("unique_text").GetProperty("encodings").EnumerateArray().Select(value => value.GetString()));
            Assert.Equal("ZSTD", Chunk("int").GetProperty("codec").GetString());
            first += count;
        }
    }

    [Fact]
    public async Task Write_NoRows_IsAFileOfNoRows()
    {
        using var folder = new TemporaryFolder();
        Write(folder["file.parquet"], ParquetCompression.Best, 1 << 20, 1 << 20, 0);
        using ParquetReader reader = ParquetReader.Open(folder["file.parquet"]);
        Assert.Equal(0, reader.RowCount);
        Assert.Equal(0, (await IndependentReader.ReadAsync(folder["file.parquet"])).RowCount);
    }

    [Fact]
    public async Task Write_ZerosOfBothSigns_AreWithinTheStatistics()
    {
        using var folder = new TemporaryFolder();
        var schema = new ParquetSchema(new ParquetField("x", ParquetKind.Float));
        using (FileStream stream = File.Create(folder["file.parquet"]))
        using (var writer = new ParquetWriter(stream, schema))
        {
            foreach (float value in new[] { 0f, -0f, 0f })
            {
                writer.Column<float>("x").Append(value);
                writer.EndRow();
            }

            writer.Complete();
        }

        JsonElement chunk = (await IndependentReader.ReadAsync(folder["file.parquet"])).Groups[0].GetProperty("columns")[0];
        Assert.Equal("-0", chunk.GetProperty("min").GetString());
        Assert.Equal(0, chunk.GetProperty("max").GetDouble());
    }

    [Fact]
    public void Read_EveryByteDamagedInTurn_ThrowsOrGivesTheSameValues()
    {
        using var folder = new TemporaryFolder();
        Write(folder["file.parquet"], ParquetCompression.Best, 32 << 20, 256, 40);
        byte[] good = File.ReadAllBytes(folder["file.parquet"]);
        int refused = 0;
        for (int i = 0; i < good.Length; i++)
        {
            byte[] damaged = [.. good];
            damaged[i] ^= (byte)(1 << (i % 8));
            try
            {
                ReadAll(damaged);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        // What is left are names, properties and statistics: bytes that no value depends on.
        Assert.InRange(refused, good.Length * 6 / 10, good.Length);
    }

    [Fact]
    public void Read_CutOff_Throws()
    {
        using var folder = new TemporaryFolder();
        Write(folder["file.parquet"], ParquetCompression.Best, 32 << 20, 1 << 20, 20);
        byte[] good = File.ReadAllBytes(folder["file.parquet"]);
        for (int length = 0; length < good.Length; length++)
            Assert.Throws<InvalidDataException>(() => ReadAll(good[..length]));
    }

    [Fact]
    public void Open_ForeignFile_ThrowsNamingIt()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["notes.txt"], "These are notes, not columns.");
        var error = Assert.Throws<InvalidDataException>(() => ParquetReader.Open(folder["notes.txt"]));
        Assert.Equal($"'{folder["notes.txt"]}': This is no Parquet file: it does not begin with PAR1.", error.Message);
    }

    [Fact]
    public void Read_OtherNameOrType_ThrowsNamingIt()
    {
        using var folder = new TemporaryFolder();
        Write(folder["file.parquet"], ParquetCompression.Best, 1 << 20, 1 << 20, 1);
        using ParquetReader reader = ParquetReader.Open(folder["file.parquet"]);
        Assert.Equal("The file has no column 'nothing'.", Assert.Throws<InvalidDataException>(() => reader.Read<int>(0, "nothing")).Message);
        Assert.Equal("Column 'int' is of kind Int32, not of Single.", Assert.Throws<InvalidDataException>(() => reader.Read<float>(0, "int")).Message);
    }

    [Fact]
    public void EndRow_ColumnLeftOut_ThrowsNamingIt()
    {
        var schema = new ParquetSchema(new ParquetField("a", ParquetKind.Int32), new ParquetField("b", ParquetKind.Int32));
        using var writer = new ParquetWriter(new MemoryStream(), schema);
        writer.Column<int>("a").Append(1);
        var error = Assert.Throws<InvalidOperationException>(writer.EndRow);
        Assert.StartsWith("Column 'b' has 0 values", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(writer.Column<int>("a").AppendNull);
        Assert.Throws<InvalidOperationException>(() => writer.Column<int>("a").AppendList([1]));
        Assert.Throws<ArgumentException>(() => writer.Column<float>("a"));
        Assert.Throws<ArgumentException>(() => writer.Column<int>("c"));
    }

    [Fact]
    public void Schema_NamesTakenOrMissing_Throws()
    {
        Assert.Throws<ArgumentException>(() => new ParquetSchema());
        Assert.Throws<ArgumentException>(() => new ParquetSchema(new ParquetField("", ParquetKind.Int32)));
        Assert.Throws<ArgumentException>(() => new ParquetSchema(new ParquetField("a", ParquetKind.Int32), new ParquetField("a", ParquetKind.Float)));
    }

    private static void ReadAll(byte[] file)
    {
        using var reader = new ParquetReader(new MemoryStream(file));
        for (int group = 0; group < reader.RowGroupRowCounts.Length; group++)
        {
            for (int i = 0; i < reader.Schema.Fields.Length; i++)
            {
                ParquetField field = reader.Schema.Fields[i];
                ParquetColumn column = field.Kind switch
                {
                    ParquetKind.Boolean => reader.Read<bool>(group, field.Name),
                    ParquetKind.Int32 => reader.Read<int>(group, field.Name),
                    ParquetKind.Int64 => reader.Read<long>(group, field.Name),
                    ParquetKind.UInt64 => reader.Read<ulong>(group, field.Name),
                    ParquetKind.Double => reader.Read<double>(group, field.Name),
                    ParquetKind.String => reader.Read<string>(group, field.Name),
                    _ => reader.Read<float>(group, field.Name),
                };
                CheckValues(column, i);
            }
        }
    }

    private static void CheckValues(ParquetColumn column, int index)
    {
        for (int row = 0; row < column.RowCount; row++)
        {
            Row expected = Row.At(row);
            if (column is ParquetColumn<int> integers && index == 2)
                Assert.Equal(expected.Int, integers[row]);
            if (column is ParquetColumn<string> texts && index == 11)
                Assert.Equal(expected.UniqueText, texts[row]);
            if (column is ParquetColumn<float> lists && index == 12)
                Assert.Equal(expected.List, lists.List(row).ToArray());
        }
    }

    private static void Write(string path, ParquetCompression compression, int rowGroupBytes, int pageBytes, int rows)
    {
        using FileStream stream = File.Create(path);
        using var writer = new ParquetWriter(
            stream, AllKinds, new ParquetWriterOptions { Compression = compression, RowGroupBytes = rowGroupBytes, PageBytes = pageBytes });
        writer.SetProperty("key", "value");
        for (int i = 0; i < rows; i++)
        {
            Row row = Row.At(i);
            writer.Column<bool>("flag").Append(row.Flag);
            writer.Column<bool>("flag_or_null").Append(row.Flag);
            writer.Column<int>("int").Append(row.Int);
            AppendOrNull(writer.Column<int>("int_or_null"), row.IntOrNull);
            writer.Column<long>("long").Append(row.Long);
            writer.Column<ulong>("ulong").Append(row.ULong);
            writer.Column<float>("float").Append(row.Float);
            AppendOrNull(writer.Column<float>("float_or_null"), row.IntOrNull is null ? null : row.Int / 2f);
            writer.Column<double>("double").Append(row.Double);
            writer.Column<string>("text").Append(row.Text);
            if (row.TextOrNull is null)
                writer.Column<string>("text_or_null").AppendNull();
            else
                writer.Column<string>("text_or_null").Append(row.TextOrNull);
            writer.Column<string>("unique_text").Append(row.UniqueText);
            writer.Column<float>("list").AppendList(row.List);
            if (row.ListOrNull is null)
                writer.Column<float>("list_or_null").AppendNull();
            else
                writer.Column<float>("list_or_null").AppendList(row.ListOrNull);
            writer.EndRow();
        }

        writer.Complete();
    }

    private static void AppendOrNull<T>(ParquetColumn<T> column, T? value)
        where T : struct
    {
        if (value is T present)
            column.Append(present);
        else
            column.AppendNull();
    }

    private static T? OrNull<T>(JsonElement value, Func<JsonElement, T> read)
        where T : struct =>
        value.ValueKind == JsonValueKind.Null ? null : read(value);

    private static float[]? Floats(JsonElement value) => value.ValueKind == JsonValueKind.Null
        ? null
        : [.. value.EnumerateArray().Select(element => (float)IndependentReader.Number(element))];

    private static void AssertSameBits(float expected, float actual) =>
        Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(actual));

    private sealed record Row(
        bool Flag, int Int, int? IntOrNull, long Long, ulong ULong, float Float, double Double,
        string Text, string? TextOrNull, string UniqueText, float[] List, float[]? ListOrNull)
    {
        public static Row At(int i)
        {
            var random = new SplitMix((ulong)i);
            return new Row(
                i % 3 == 0,
                (int)random.Next(),
                i / 20 % 2 == 0 || i % 7 == 0 ? (int)random.Next() : null,
                (long)random.Next(),
                random.Next(),
                OddFloats[i % OddFloats.Length],
                (long)random.Next() / 1e6,
                $"episode-{i / 50}",
                i % 5 == 0 ? null : i % 4 == 0 ? "" : "naïve 🐍",
                $"#{i:D6}",
                [.. Enumerable.Range(0, i % 4).Select(k => i + k / 8f)],
                i % 3 == 0 ? null : [.. Enumerable.Range(0, i / 3 % 3).Select(k => -i - k / 4f)]);
        }
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014): test data that is the same on every run.</summary>
    private sealed class SplitMix(ulong seed)
    {
        private ulong _state = seed;

        public ulong Next()
        {
            ulong z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
