using System.Text;

using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace RlOrleans.Runtime.Tests.Serialization;

/// <summary>Bytes that no serializer wrote: they are refused, without a crash, a hang, or memory out of proportion.</summary>
public sealed class HostileMessageTests
{
    // The largest built-in element is some ten words for each byte that names it, and arrays grow once more while they are filled.
    private const int AllocationPerByte = 400;
    private const int AllocationAtAll = 256 * 1024;

    private readonly Serializer _serializer = new();

    [Fact]
    public void Deserialize_OfTruncatedMessage_IsRefused()
    {
        byte[] message = _serializer.SerializeToArray<object>(Sample());

        for (int length = 0; length < message.Length; length++)
        {
            Assert.ThrowsAny<SerializerException>(() => _serializer.Deserialize<object>(message.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Deserialize_OfTrailingBytes_IsRefused() =>
        Assert.Throws<SerializerException>(() => _serializer.Deserialize<int>([.. _serializer.SerializeToArray(1), 0]));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Deserialize_OfAlteredMessages_NeverFailsOtherwiseThanBySerializerException(uint seed)
    {
        byte[] message = _serializer.SerializeToArray<object>(Sample());
        FuzzRandom random = new(seed);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] altered = [.. message];
            for (int flips = (int)random.Next(4); flips >= 0; flips--)
            {
                altered[random.Next((uint)altered.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(altered[random.Next((uint)altered.Length)] ^ (1 << (int)random.Next(8)));
            }

            Feed<object>(altered);
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Deserialize_OfRandomBytes_NeverFailsOtherwiseThanBySerializerException(uint seed)
    {
        FuzzRandom random = new(seed);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = new byte[random.Next(200)];
            for (int i = 0; i < bytes.Length; i++)
            {
                // Small numbers, which stand for headers, counts and distances, more often than others.
                bytes[i] = (byte)(random.Next(2) == 0 ? random.Next(8) : random.Next(256));
            }

            Feed<object>(bytes);
            Feed<Transition>(bytes);
            Feed<Node>(bytes);
            Feed<Shape[]>(bytes);
            Feed<Dictionary<string, List<int[]>>>(bytes);
            Feed<Exception>(bytes);
            Feed<Tree>(bytes);
            Feed<string>(bytes);
            Feed<decimal>(bytes);
            Feed<DateTimeOffset>(bytes);
        }
    }

    [Fact]
    public void Deserialize_OfForgedCount_AllocatesNothingForIt()
    {
        byte[] message = Message((ref Writer writer) =>
        {
            writer.WriteByte(1);
            writer.WriteVarUInt32(int.MaxValue);
        });
        CodecWarmUp();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SerializerException>(() => _serializer.Deserialize<double[]>(message));
        Assert.Throws<SerializerException>(() => _serializer.Deserialize<List<string>>(message));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Fact]
    public void Deserialize_OfDeepNesting_IsRefused()
    {
        // An array of one array of one array...
        byte[] message = Message((ref Writer writer) =>
        {
            writer.WriteByte(2);
            writer.WriteByte(0);
            writer.WriteVarUInt32(8);
            writer.Write("object[]"u8);
            writer.WriteVarUInt32(1);
            for (int i = 0; i < 100_000; i++)
            {
                int here = writer.Position;
                writer.WriteByte(2);
                writer.WriteVarUInt32((uint)(here + 1 - 1));
                writer.WriteVarUInt32(1);
            }
        });

        Assert.Throws<SerializerException>(() => _serializer.Deserialize<object>(message));
    }

    [Theory]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.IO.FileInfo")]
    [InlineData("list")]
    [InlineData("list<")]
    [InlineData("list<int,int>")]
    [InlineData("int<int>")]
    [InlineData("nullable<string>")]
    [InlineData("list<RlOrleans.Runtime.Tests.Serialization.Undeclared>")]
    [InlineData("int[]x")]
    [InlineData("")]
    [InlineData("\\")]
    public void Deserialize_OfTypeThatNobodyOffered_IsRefused(string name)
    {
        byte[] message = Message((ref Writer writer) =>
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            writer.WriteByte(2);
            writer.WriteByte(0);
            writer.WriteVarUInt32((uint)utf8.Length);
            writer.Write(utf8);
            writer.WriteUInt64(0);
        });

        Assert.ThrowsAny<SerializerException>(() => _serializer.Deserialize<object>(message));
    }

    [Fact]
    public void Deserialize_OfTypeThatDoesNotFitItsPlace_IsRefused()
    {
        byte[] message = _serializer.SerializeToArray<object>(new Node());

        Assert.Throws<SerializerException>(() => _serializer.Deserialize<Shape>(message));
    }

    private delegate void WriteMessage(ref Writer writer);

    private byte[] Message(WriteMessage write)
    {
        Writer writer = _serializer.CreateWriter();
        try
        {
            write(ref writer);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private void Feed<T>(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            _serializer.Deserialize<T>(bytes);
        }
        catch (SerializerException)
        {
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocationAtAll + ((long)bytes.Length * AllocationPerByte));
    }

    private void CodecWarmUp()
    {
        _serializer.Deserialize<double[]>(_serializer.SerializeToArray(new double[] { 1 }));
        _serializer.Deserialize<List<string>>(_serializer.SerializeToArray(new List<string> { "" }));
        Feed<double[]>([1, 200]);
    }

    private static Node Sample()
    {
        Node node = new() { Payload = new Dictionary<string, object> { ["a"] = 1, ["b"] = new[] { 1.5f, 2.5f } } };
        node.Others = [node, new Node { Payload = new Square { Side = 3, Corners = [new Point(1, 2)] } }, new Node { Payload = new Circle(2) }];
        node.Next = new Node
        {
            Payload = new List<object?>
            {
                new Transition(3, "CartPole-v1", [1f, 2f], 0.5) { Seed = 42 },
                new InvalidOperationException("x", new RunFailedException("y", 3)),
                (1, "two", 3.0m),
                Guid.Empty,
                new Tree { Children = [new Tree { Value = 1, Children = [] }] },
                node,
                null,
            },
        };
        return node;
    }
}
