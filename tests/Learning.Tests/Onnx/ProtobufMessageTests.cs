namespace RlOrleans.Learning.Tests.Onnx;

/// <summary>Against the examples of protobuf's description of its encoding.</summary>
public sealed class ProtobufMessageTests
{
    [Fact]
    public void Add_Varint_IsInGroupsOfSevenBits() =>
        Assert.Equal("089601", Hex(new ProtobufMessage().Add(1, 150)));

    [Fact]
    public void Add_NegativeNumber_TakesTenBytes() =>
        Assert.Equal("08FEFFFFFFFFFFFFFFFF01", Hex(new ProtobufMessage().Add(1, -2)));

    [Fact]
    public void Add_Text_HasItsLengthInFront() =>
        Assert.Equal("120774657374696E67", Hex(new ProtobufMessage().Add(2, "testing")));

    [Fact]
    public void Add_Message_IsNested() =>
        Assert.Equal("1A03089601", Hex(new ProtobufMessage().Add(3, new ProtobufMessage().Add(1, 150))));

    [Fact]
    public void Add_Float_IsLittleEndianAndLargeFieldsTakeTwoBytes() =>
        Assert.Equal("A5010000C03F", Hex(new ProtobufMessage().Add(20, 1.5f)));

    private static string Hex(ProtobufMessage message) => Convert.ToHexString(message.Bytes);
}
