using System.Security.Cryptography;
using System.Text;

namespace RlOrleans.Learning.Tests.Policies;

public sealed class PolicyFileTests
{
    private static readonly PolicyHeader Header = new(
        Specs.Discrete(4, 2, "8,8", Activation.Relu), "CartPole-v1", "ppo", 42, ulong.MaxValue);

    private static readonly float[] Weights = new Numbers(71).Array(Header.Policy.WeightCount + 5);

    [Fact]
    public void Read_WrittenFile_GivesEverythingBack()
    {
        (PolicyHeader header, float[] weights) = PolicyFile.Read(new MemoryStream(Bytes()));
        Assert.Equal(Header, header);
        Assert.Equal(Weights, weights);
    }

    [Fact]
    public void Read_AnyByteChanged_IsRefused()
    {
        byte[] good = Bytes();
        for (int i = 0; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => PolicyFile.Read(new MemoryStream(bad)));
        }
    }

    [Fact]
    public void Read_CutAnywhere_IsRefused()
    {
        byte[] good = Bytes();
        for (int length = 0; length < good.Length; length++)
            Assert.Throws<InvalidDataException>(() => PolicyFile.Read(new MemoryStream(good, 0, length)));
    }

    [Fact]
    public void Read_OtherFile_SaysSo() => Assert.Contains(
        "not a policy",
        Assert.Throws<InvalidDataException>(() => PolicyFile.Read(new MemoryStream(new byte[1000]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_UnknownActions_NamesTheKind()
    {
        byte[] good = Bytes();
        string text = Encoding.Latin1.GetString(good[..^32]).Replace("discrete", "teleport", StringComparison.Ordinal);
        byte[] content = Encoding.Latin1.GetBytes(text);
        byte[] bad = [.. content, .. SHA256.HashData(content)];
        Assert.Contains(
            "teleport", Assert.Throws<InvalidDataException>(() => PolicyFile.Read(new MemoryStream(bad))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TooFewWeights_IsRefused() =>
        Assert.Throws<ArgumentException>(() => PolicyFile.Write(new MemoryStream(), Header, new float[3]));

    [Fact]
    public void WeightsHash_KnownWeights_IsTheHashOfTheirBytes() => Assert.Equal(
        Convert.ToHexStringLower(SHA256.HashData((byte[])[0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])), WeightsHash.Compute([1f, -2f]));

    private static byte[] Bytes()
    {
        using var stream = new MemoryStream();
        PolicyFile.Write(stream, Header, Weights);
        return stream.ToArray();
    }
}
