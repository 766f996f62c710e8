using System.Collections.Immutable;
using System.Text.Json;
using RlOrleans.Episodes;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Images;
using RlOrleans.Worker.Tests.Parquet;

namespace RlOrleans.Worker.Tests.Datasets;

public class FrameTests
{
    private const string StepsFile = "data/train-run-1-agent-0-000001.parquet";

    [Theory]
    [InlineData(12, 10, 1)]
    [InlineData(12, 10, 3)]
    [InlineData(84, 84, 4)]
    public async Task WriteAsync_Frames_AreImagesThatGiveThemBack(int height, int width, int channels)
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Make(folder.Path, height, width, channels);
        await new Sink().WriteAsync(shard, CancellationToken.None);
        var reader = new DatasetReader(folder.Path);
        foreach (Episode expected in shard.Episodes)
            Assert.Equal(expected.Observations.AsEnumerable(), reader.Find(expected.Id)!.Episode.Observations);
        Assert.Empty(DatasetCheck.Run(folder.Path, CancellationToken.None).Problems);
        Assert.Contains("  - name: observation\n    dtype: image\n  - name: action\n", File.ReadAllText(folder["README.md"]), StringComparison.Ordinal);

        IndependentReader steps = await IndependentReader.ReadAsync(folder[StepsFile]);
        JsonElement image = steps.Column("observation")[0];
        Assert.Equal(JsonValueKind.Null, image.GetProperty("path").ValueKind);
        byte[] bytes = [.. image.GetProperty("bytes").EnumerateArray().Select(value => value.GetByte())];
        (int imageWidth, int imageHeight, byte[] pixels) = Unpack(bytes);
        Assert.Equal((channels == 3 ? width : width * channels, height), (imageWidth, imageHeight));
        int last = channels - 1, row = height - 1;
        float corner = shard.Episodes[0].Observations[(((row * width) + 2) * channels) + last];
        Assert.Equal(corner, pixels[channels == 3 ? (((row * width) + 2) * 3) + last : (((row * channels) + last) * width) + 2] / 255f);
    }

    [Fact]
    public async Task WriteAsync_ObservationsAsDifferences_GivesTheSameFiles()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        await new Sink().WriteAsync(Make(folder.Path, 12, 10, 4), CancellationToken.None);
        await new Sink().WriteAsync(Shards.Differences(Make(other.Path, 12, 10, 4)), CancellationToken.None);

        Assert.Equal(await File.ReadAllBytesAsync(folder[StepsFile]), await File.ReadAllBytesAsync(other[StepsFile]));
        Assert.Equal(new DatasetReader(folder.Path).Episodes().Select(row => row.Hash), new DatasetReader(other.Path).Episodes().Select(row => row.Hash));
        Assert.Empty(DatasetCheck.Run(other.Path, CancellationToken.None).Problems);
    }

    [Fact]
    public async Task WriteAsync_NumberThatIsNoPixel_NamesTheShard()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Make(folder.Path, 4, 4, 1);
        Episode broken = shard.Episodes[1] with { Observations = shard.Episodes[1].Observations.SetItem(5, 0.3f) };
        var error = await Assert.ThrowsAsync<DatasetStoreException>(
            () => new Sink().WriteAsync(shard with { Episodes = shard.Episodes.SetItem(1, broken) }, CancellationToken.None));
        Assert.Equal(DatasetStoreError.BadShard, error.Code);
        Assert.Contains("Element 5 of a frame is 0.3, which is no byte's share of 255.", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task WriteAsync_OtherShape_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await new Sink().WriteAsync(Make(folder.Path, 4, 4, 1), CancellationToken.None);
        Assert.Equal(
            $"The dataset '{folder.Path}' has observations that are images of 4x4x1, and those of Frames-v0 are images of 2x8x1.",
            DatasetFolder.WhyRefused(Make(folder.Path, 2, 8, 1).Target));
        Assert.Equal(
            $"The dataset '{folder.Path}' has observations that are images of 4x4x1, and those of CartPole-v1 are lists of numbers.",
            DatasetFolder.WhyRefused(Shards.Make(folder.Path).Target));
        var error = await Assert.ThrowsAsync<DatasetStoreException>(
            () => new Sink().WriteAsync(Make(folder.Path, 4, 4, 1, size: 17), CancellationToken.None));
        Assert.Contains("Frames of 4x4x1 do not make observations of 17 numbers.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(84, 84, 4)]
    [InlineData(13, 7, 2)]
    [InlineData(16, 16, 3)]
    [InlineData(9, 31, 1)]
    public void Encode_EveryByte_IsGivenBack(int height, int width, int channels)
    {
        var frames = new FrameImage(new FrameShape(height, width, channels));
        float[] frame = [.. Enumerable.Range(0, height * width * channels).Select(i => (i * 7 % 256) / 255f)], read = new float[frame.Length];

        frames.Decode(frames.Encode(frame), read);

        Assert.Equal(frame, read);
    }

    [Theory]
    [InlineData(0.3f)]
    [InlineData(-1 / 255f)]
    [InlineData(256 / 255f)]
    [InlineData(1e30f)]
    [InlineData(-1e30f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Encode_NumberThatIsNoByte_IsRefusedByItsPlace(float value)
    {
        var frames = new FrameImage(new FrameShape(16, 16, 1));
        foreach (int place in (int[])[0, 63, 64, 129, 255])
        {
            var frame = new float[256];
            frame[place] = value;

            var error = Assert.Throws<ArgumentException>(() => frames.Encode(frame));

            Assert.StartsWith($"Element {place} of a frame is ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Decode_DamagedImage_Throws()
    {
        var frames = new FrameImage(new FrameShape(4, 4, 1));
        var frame = new float[16];
        byte[] image = frames.Encode(frame);
        frames.Decode(image, frame);
        for (int i = 0; i < image.Length - 12; i++)
        {
            byte[] damaged = [.. image];
            damaged[i] ^= 1;
            Assert.Throws<InvalidDataException>(() => frames.Decode(damaged, frame));
        }

        Assert.Throws<InvalidDataException>(() => new FrameImage(new FrameShape(4, 5, 1)).Decode(image, new float[20]));
        Assert.Throws<InvalidDataException>(() => frames.Decode(image.AsSpan(0, 40), frame));
    }

    private static EpisodeShard Make(string dataset, int height, int width, int channels, int? size = null)
    {
        int numbers = size ?? height * width * channels;
        EpisodeShard shard = Shards.Make(dataset, episodes: 2, length: 5, environment: "Frames-v0");
        return shard with
        {
            Target = shard.Target with { ObservationSize = numbers, FrameShape = [height, width, channels] },
            Episodes =
            [
                .. shard.Episodes.Select((episode, number) => episode with
                {
                    Ordinal = number,
                    Observations = [.. Enumerable.Range(0, (episode.Length + 1) * numbers).Select(i => (byte)((i * 31) + number) / 255f)],
                }),
            ],
        };
    }

    // By python's zlib and struct, in other words: an independent look at what was written.
    private static (int Width, int Height, byte[] Pixels) Unpack(byte[] png)
    {
        const string Script = """
            import sys, zlib, struct
            data = bytes.fromhex(sys.stdin.read())
            width, height, depth, colour = struct.unpack('>IIBB', data[16:26])
            length, = struct.unpack('>I', data[33:37])
            assert data[37:41] == b'IDAT' and depth == 8 and data[-8:-4] == b'IEND'
            assert struct.unpack('>I', data[41 + length:45 + length])[0] == zlib.crc32(data[37:41 + length])
            row = width * (3 if colour == 2 else 1)
            raw = zlib.decompress(data[41:41 + length])
            print(width, height, b''.join(raw[y * (row + 1) + 1:(y + 1) * (row + 1)] for y in range(height)).hex())
            """;
        var start = new System.Diagnostics.ProcessStartInfo("python3", ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Write(Convert.ToHexString(png));
        process.StandardInput.Close();
        string[] words = process.StandardOutput.ReadToEnd().Split();
        return (int.Parse(words[0]), int.Parse(words[1]), Convert.FromHexString(words[2]));
    }
}
