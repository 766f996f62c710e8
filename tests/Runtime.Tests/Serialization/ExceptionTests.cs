using System.Runtime.ExceptionServices;

using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace RlOrleans.Runtime.Tests.Serialization;

public sealed class ExceptionTests
{
    private readonly Serializer _serializer = new();

    [Fact]
    public void Deserialize_OfGeneratedException_KeepsTypeMembersAndCause()
    {
        RunFailedException read = Assert.IsType<RunFailedException>(RoundTrip(Thrown(new RunFailedException("failed", 7) { Data = { ["step"] = 3 } })));

        Assert.Equal(("failed", 7, 3), (read.Message, read.Code, read.Data["step"]));
        Assert.Contains(nameof(Thrown), read.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Deserialize_OfFrameworkException_KeepsItsOwnProperties()
    {
        ArgumentOutOfRangeException read = Assert.IsType<ArgumentOutOfRangeException>(
            RoundTrip(new ArgumentOutOfRangeException("steps", -1, "must be positive")));

        Assert.Equal(new ArgumentOutOfRangeException("steps", -1, "must be positive").Message, read.Message);
        Assert.Equal(("steps", -1), (read.ParamName, read.ActualValue));
        Assert.Equal("f", Assert.IsType<FileNotFoundException>(RoundTrip(new FileNotFoundException("m", "f"))).FileName);
        Assert.Equal("o", Assert.IsType<ObjectDisposedException>(RoundTrip(new ObjectDisposedException("o"))).ObjectName);
    }

    [Fact]
    public void Deserialize_OfNestedExceptions_KeepsEachCause()
    {
        AggregateException read = Assert.IsType<AggregateException>(
            RoundTrip(new AggregateException("both", new TimeoutException("late", new IOException("disk")), new UndeclaredException("odd"))));

        Assert.Equal(2, read.InnerExceptions.Count);
        Assert.IsType<TimeoutException>(read.InnerExceptions[0]);
        Assert.Same(read.InnerException, read.InnerExceptions[0]);
        Assert.Equal("disk", Assert.IsType<IOException>(read.InnerException!.InnerException).Message);
    }

    [Fact]
    public void Deserialize_OfUndeclaredException_TellsItsTypeMessageAndTrace()
    {
        UnavailableExceptionFallbackException read = Assert.IsType<UnavailableExceptionFallbackException>(
            RoundTrip(Thrown(new UndeclaredException("odd"))));

        Assert.Equal(("odd", typeof(UndeclaredException).FullName), (read.Message, read.ExceptionType));
        Assert.Contains(nameof(Thrown), read.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Deserialize_OfRuntimeException_KeepsIt()
    {
        InconsistentStateException read = Assert.IsType<InconsistentStateException>(RoundTrip(new InconsistentStateException("stale", "2", "1")));

        Assert.Equal(("stale", "2", "1"), (read.Message, read.StoredEtag, read.CurrentEtag));
        Assert.IsType<OrleansException>(RoundTrip(new OrleansException("o", new TimeoutException())));
    }

    [Fact]
    public void Deserialize_OfExceptionInPlaceOfObject_KeepsIt() =>
        Assert.IsType<TimeoutException>(_serializer.Deserialize<object>(_serializer.SerializeToArray<object>(new TimeoutException())));

    [Fact]
    public void Throw_OfReadException_IsCaughtWithBothTraces()
    {
        Exception read = RoundTrip(Thrown(new InvalidOperationException("far")));

        Exception caught = Assert.Throws<InvalidOperationException>(Rethrow);
        Assert.Contains(nameof(Thrown), caught.StackTrace, StringComparison.Ordinal);
        Assert.Contains(nameof(Rethrow), caught.StackTrace, StringComparison.Ordinal);

        void Rethrow() => ExceptionDispatchInfo.Throw(read);
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }

    private Exception RoundTrip(Exception exception) => _serializer.Deserialize<Exception>(_serializer.SerializeToArray(exception));
}
