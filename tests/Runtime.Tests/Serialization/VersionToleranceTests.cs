using Orleans;
using Orleans.Serialization;

namespace RlOrleans.Runtime.Tests.Serialization;

/// <summary>A message of one version of a type, read by a process that has another one.</summary>
public sealed class VersionToleranceTests
{
    private readonly Serializer _serializer = new();

    [Fact]
    public void Deserialize_OfUnknownMembers_SkipsThem()
    {
        Newer value = new()
        {
            Kept = 1,
            Number = 2,
            Real = 3,
            Exact = 4,
            Id = Guid.NewGuid(),
            Text = "text",
            Items = [new Point(1, 2)],
            Last = "last",
        };

        Older read = Convert<Newer, Older>(value);

        Assert.Equal((1, "last"), (read.Kept, read.Last));
    }

    [Fact]
    public void Deserialize_OfMissingMembers_KeepsTheirDefaults()
    {
        Newer read = Convert<Older, Newer>(new Older { Kept = 1, Last = "last" });

        Assert.Equal((1, "last", "unset", 0L), (read.Kept, read.Last, read.Text, read.Number));
    }

    [Fact]
    public void Deserialize_OfWidenedInteger_Succeeds()
    {
        Assert.Equal(-5L, Convert<NarrowNumber, WideNumber>(new NarrowNumber { Value = -5 }).Value);
        Assert.Equal(-5, Convert<WideNumber, NarrowNumber>(new WideNumber { Value = -5 }).Value);
        Assert.Throws<SerializerException>(() => Convert<WideNumber, NarrowNumber>(new WideNumber { Value = long.MaxValue }));
    }

    [Fact]
    public void Deserialize_OfMemberThatBecameNullable_Succeeds() =>
        Assert.Equal(7, Convert<NarrowNumber, NullableNumber>(new NarrowNumber { Value = 7 }).Value);

    [Fact]
    public void Deserialize_OfMemberThatChangedItsForm_SaysSo() =>
        Assert.Throws<UnsupportedWireTypeException>(() => Convert<NarrowNumber, TextNumber>(new NarrowNumber { Value = 7 }));

    [Fact]
    public void Deserialize_OfObjectFirstSeenInUnknownMember_FindsItThere()
    {
        Circle shared = new(2) { Name = "shared" };
        Node cycle = new() { Payload = shared };
        cycle.Next = cycle;

        SharingOlder read = Convert<SharingNewer, SharingOlder>(new SharingNewer { Unknown = [shared, cycle], Known = shared, Other = cycle, Again = shared });

        Assert.Equal(2, Assert.IsType<Circle>(read.Known).Radius);
        Assert.Same(read.Known, read.Again);
        Assert.Same(read.Other, read.Other!.Next);
        Assert.Same(read.Known, read.Other.Payload);
    }

    [Fact]
    public void Serialize_OfRecord_KeepsItsFormat() =>
        Assert.Equal(
            "01" + // an object of the declared type
            "0254" + // [Id(0)]: 42, zigzag
            "0A06" + // Step, the first parameter: 3
            "160461" + "62" + // Environment: 2 bytes
            "170D000000" + "04" + "0000803F" + "00000040" + "00004040" + // Observation
            "140000000000000040" + // Reward
            "00", // the end
            System.Convert.ToHexString(_serializer.SerializeToArray(new Transition(3, "ab", [1f, 2f, 3f], 2.0) { Seed = 42 })));

    private TTo Convert<TFrom, TTo>(TFrom value) => _serializer.Deserialize<TTo>(_serializer.SerializeToArray(value));
}

[GenerateSerializer]
internal sealed class Older
{
    [Id(0)]
    public int Kept { get; set; }

    [Id(90)]
    public string? Last { get; set; }
}

[GenerateSerializer]
internal sealed class Newer
{
    [Id(0)]
    public int Kept { get; set; }

    [Id(1)]
    public long Number { get; set; }

    [Id(2)]
    public float Real { get; set; }

    [Id(3)]
    public double Exact { get; set; }

    [Id(4)]
    public Guid Id { get; set; }

    [Id(5)]
    public string? Text { get; set; } = "unset";

    [Id(6)]
    public List<Point>? Items { get; set; }

    [Id(7)]
    public object? Nothing { get; set; }

    [Id(90)]
    public string? Last { get; set; }
}

[GenerateSerializer]
internal sealed class NarrowNumber
{
    [Id(0)]
    public short Value { get; set; }
}

[GenerateSerializer]
internal sealed class WideNumber
{
    [Id(0)]
    public long Value { get; set; }
}

[GenerateSerializer]
internal sealed class NullableNumber
{
    [Id(0)]
    public int? Value { get; set; }
}

[GenerateSerializer]
internal sealed class TextNumber
{
    [Id(0)]
    public string? Value { get; set; }
}

[GenerateSerializer]
internal sealed class SharingNewer
{
    [Id(0)]
    public object[]? Unknown { get; set; }

    [Id(1)]
    public Shape? Known { get; set; }

    [Id(2)]
    public Node? Other { get; set; }

    [Id(3)]
    public object? Again { get; set; }
}

[GenerateSerializer]
internal sealed class SharingOlder
{
    [Id(1)]
    public Shape? Known { get; set; }

    [Id(2)]
    public Node? Other { get; set; }

    [Id(3)]
    public object? Again { get; set; }
}
