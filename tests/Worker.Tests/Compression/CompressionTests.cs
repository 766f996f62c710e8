using System.Text;
using RlOrleans.Worker.Compression;

namespace RlOrleans.Worker.Tests.Compression;

public class CompressionTests
{
    // Test vector of "123456789", as catalogues of CRCs have it; the others by zlib.
    [Theory]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("", 0u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Crc32_KnownText_GivesItsChecksum(string text, uint expected) =>
        Assert.Equal(expected, Crc32.Compute(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Zstd_RoundTrip_GivesTheSource(int length)
    {
        byte[] source = [.. Enumerable.Range(0, length).Select(i => (byte)(i * i >> 7))];
        var frame = new byte[Zstd.MaxCompressedLength(length)];
        using var zstd = new Zstd();
        int compressed = zstd.Compress(source, frame);
        var restored = new byte[length];
        Zstd.Decompress(frame.AsSpan(0, compressed), restored);
        Assert.Equal(source, restored);
        Assert.True(length < 1000 || compressed < length / 2);
    }

    [Fact]
    public void Zstd_DamagedOrOtherSize_Throws()
    {
        byte[] source = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("episode", 100)));
        var frame = new byte[Zstd.MaxCompressedLength(source.Length)];
        using var zstd = new Zstd();
        frame = frame[..zstd.Compress(source, frame)];
        Assert.Throws<InvalidDataException>(() => Zstd.Decompress(frame.AsSpan(0, frame.Length - 1), new byte[source.Length]));
        Assert.Throws<InvalidDataException>(() => Zstd.Decompress(frame, new byte[source.Length - 1]));
        Assert.Throws<InvalidDataException>(() => Zstd.Decompress(frame, new byte[source.Length + 1]));
        Assert.Throws<ArgumentException>(() => zstd.Compress(source, new byte[4]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Zstd_LevelOutOfRange_Throws(int level) => Assert.Throws<ArgumentOutOfRangeException>(() => new Zstd(level));
}
