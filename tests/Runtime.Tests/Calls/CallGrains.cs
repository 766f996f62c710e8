using System.Globalization;
using Orleans.Concurrency;

namespace RlOrleans.Runtime.Tests.Calls;

public interface ICallGrain : IGrainWithStringKey
{
    Task Nothing();

    Task<int> Add(int a, int b);

    ValueTask<string> Concat(string? a, string? b);

    ValueTask NothingFast();

    Task<T[]> Repeat<T>(T item, int count);

    Task Throw(string message);

    Task<int> ThrowBeforeTask(string message);

    Task<int> ReturnsNullTask();

    Task<List<int>> Keep(List<int> list);

    Task<List<int>> Kept();

    Task<ImmutableMessage> EchoImmutable(ImmutableMessage message);

    Task<ICallGrain> EchoReference(ICallGrain reference);

    Task<string> NameOf(ICallGrain reference);

    [OneWay]
    Task Note(string entry);

    Task<Notes> Notes();

    Task<IReadOnlyList<string>> ReadOnlyList(IEnumerable<string> items);

    Task<(int Sum, Dictionary<string, decimal?> Map)> Complex(int[] numbers, Dictionary<string, decimal?> map, Guid id, TimeSpan time);
}

public interface IDerivedCallGrain : ICallGrain
{
    Task<string> Derived();
}

public interface IIntegerGrain : IGrainWithIntegerKey
{
    Task<long> Key();
}

public interface IGuidGrain : IGrainWithGuidKey
{
    Task<Guid> Key();
}

public interface IIntegerCompoundGrain : IGrainWithIntegerCompoundKey
{
    Task<string> Key();
}

public interface IGuidCompoundGrain : IGrainWithGuidCompoundKey
{
    Task<string> Key();
}

public interface ITwiceImplemented : IGrainWithStringKey
{
    Task<string> Who();
}

public interface INeverImplemented : IGrainWithStringKey
{
    Task Nothing();
}

[GenerateSerializer, Immutable]
public sealed record ImmutableMessage([property: Id(0)] int[] Values);

[GenerateSerializer]
public sealed class Notes
{
    [Id(0)]
    public List<string> Entries { get; set; } = [];
}

[GenerateSerializer]
public sealed class GrainMadeException(string message, int code) : Exception(message)
{
    [Id(0)]
    public int Code { get; } = code;
}

public sealed class CallGrain : Grain, IDerivedCallGrain
{
    private readonly Notes _notes = new();
    private List<int> _list = [];

    public Task Nothing() => Task.CompletedTask;

    public Task<int> Add(int a, int b) => Task.FromResult(a + b);

    public async ValueTask<string> Concat(string? a, string? b)
    {
        await Task.Yield();
        return a + b;
    }

    public ValueTask NothingFast() => default;

    public Task<T[]> Repeat<T>(T item, int count) => Task.FromResult(Enumerable.Repeat(item, count).ToArray());

    public async Task Throw(string message)
    {
        await Task.Yield();
        throw new GrainMadeException(message, 42);
    }

    public Task<int> ThrowBeforeTask(string message) => throw new InvalidOperationException(message);

    public Task<int> ReturnsNullTask() => null!;

    public Task<List<int>> Keep(List<int> list)
    {
        _list = list;
        return Task.FromResult(list);
    }

    public Task<List<int>> Kept() => Task.FromResult(_list);

    public Task<ImmutableMessage> EchoImmutable(ImmutableMessage message) => Task.FromResult(message);

    public Task<ICallGrain> EchoReference(ICallGrain reference) => Task.FromResult(reference);

    public async Task<string> NameOf(ICallGrain reference) => reference.GetPrimaryKeyString() + await reference.Concat("!", null);

    public Task Note(string entry)
    {
        _notes.Entries.Add(entry);
        return entry == "fail" ? throw new InvalidOperationException("One-way failures stay here.") : Task.CompletedTask;
    }

    public Task<Notes> Notes() => Task.FromResult(_notes);

    public Task<(int Sum, Dictionary<string, decimal?> Map)> Complex(int[] numbers, Dictionary<string, decimal?> map, Guid id, TimeSpan time)
    {
        map[id.ToString("D", CultureInfo.InvariantCulture)] = (decimal)time.TotalSeconds;
        return Task.FromResult((numbers.Sum(), map));
    }

    public Task<IReadOnlyList<string>> ReadOnlyList(IEnumerable<string> items) => Task.FromResult<IReadOnlyList<string>>([.. items, "last"]);

    public Task<string> Derived() => Task.FromResult("derived");
}

public sealed class IntegerGrain : Grain, IIntegerGrain
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());
}

public sealed class GuidGrain : Grain, IGuidGrain
{
    public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());
}

public sealed class IntegerCompoundGrain : Grain, IIntegerCompoundGrain
{
    public Task<string> Key() => Task.FromResult($"{this.GetPrimaryKeyLong(out var extension)}|{extension}");
}

public sealed class GuidCompoundGrain : Grain, IGuidCompoundGrain
{
    public Task<string> Key() => Task.FromResult($"{this.GetPrimaryKey(out var extension):N}|{extension}");
}

public sealed class FirstTwice : Grain, ITwiceImplemented
{
    public Task<string> Who() => Task.FromResult("first");
}

public sealed class SecondTwice : Grain, ITwiceImplemented
{
    public Task<string> Who() => Task.FromResult("second");
}
