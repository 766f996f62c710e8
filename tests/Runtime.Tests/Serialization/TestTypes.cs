using System.Collections.Immutable;

using Orleans;
using Orleans.Concurrency;

namespace RlOrleans.Runtime.Tests.Serialization;

[GenerateSerializer]
[Alias("test.transition")]
internal sealed record Transition(int Step, string Environment, ImmutableArray<float> Observation, double Reward)
{
    [Id(0)]
    public long? Seed { get; init; }
}

[GenerateSerializer]
[Immutable]
internal sealed record ImmutableTransition(int Step, string Environment, ImmutableArray<float> Observation);

[GenerateSerializer]
internal readonly record struct Point(int X, int Y);

[GenerateSerializer]
internal struct Segment
{
    [Id(0)]
    public Point From;

    [Id(1)]
    public List<Point>? Through;
}

[GenerateSerializer]
internal abstract class Shape
{
    [Id(0)]
    public string? Name { get; set; }
}

[GenerateSerializer]
[Alias("test.circle")]
internal sealed class Circle : Shape
{
    [Id(0)]
    private double _radius;

    public Circle()
    {
    }

    public Circle(double radius) => _radius = radius;

    public double Radius => _radius;
}

[GenerateSerializer]
internal class Polygon : Shape
{
    [Id(0)]
    public List<Point> Corners { get; init; } = [];

    [Id(1)]
    [Immutable]
    public int[] Colours { get; init; } = [];
}

[GenerateSerializer]
internal sealed class Square : Polygon
{
    [Id(0)]
    public required int Side { get; init; }

    [Id(1)]
    public readonly int Depth = 1;
}

[GenerateSerializer]
internal sealed class Node
{
    [Id(0)]
    public Node? Next { get; set; }

    [Id(1)]
    public object? Payload { get; set; }

    [Id(2)]
    public Node[] Others { get; set; } = [];
}

[GenerateSerializer]
internal sealed class Pair<TFirst, TSecond>
    where TFirst : notnull
{
    [Id(0)]
    private TFirst _first = default!;

    [Id(1)]
    public TSecond? Second { get; private set; }

    public Pair(TFirst first, TSecond second)
    {
        _first = first;
        Second = second;
    }

    public TFirst First => _first;

    [GenerateSerializer]
    public sealed record Nested<TThird>(TFirst First, TThird Third);
}

[GenerateSerializer]
internal enum Direction : byte
{
    North,
    East,
    South = 200,
}

internal enum Plain : long
{
    Least = long.MinValue,
    Zero = 0,
    Most = long.MaxValue,
}

[GenerateSerializer]
internal struct Tree
{
    [Id(0)]
    public int Value;

    [Id(1)]
    public ImmutableArray<Tree> Children;
}

[GenerateSerializer]
internal sealed class PropertyOnly
{
    [NonSerialized]
    private int _value;

    [Id(0)]
    public int Value
    {
        get => _value * 2;
        private set => _value = value / 2;
    }

    [Id(1)]
    public int @event = 7;

    public void Set(int value) => _value = value;
}

[GenerateSerializer(GenerateFieldIds = GenerateFieldIds.PublicProperties)]
internal sealed class Implicit
{
    public int Count { get; set; }

    public string Name { get; init; } = "";

    public int Twice => Count * 2;
}

[GenerateSerializer]
internal sealed class RunFailedException : InvalidOperationException
{
    public RunFailedException(string message, int code)
        : base(message) =>
        Code = code;

    [Id(0)]
    public int Code { get; }
}

internal sealed class UndeclaredException(string message) : Exception(message)
{
    public int Extra { get; set; }
}

internal sealed class Undeclared
{
    public int Value { get; set; }
}

internal sealed class Foreign(int a, string b)
{
    public int A { get; } = a;

    public string B { get; } = b;
}

[GenerateSerializer]
internal struct ForeignSurrogate
{
    [Id(0)]
    public int A;

    [Id(1)]
    public string B;
}

[RegisterConverter]
internal sealed class ForeignConverter : IConverter<Foreign, ForeignSurrogate>
{
    public Foreign ConvertFromSurrogate(in ForeignSurrogate surrogate) => new(surrogate.A, surrogate.B);

    public ForeignSurrogate ConvertToSurrogate(in Foreign value) => new() { A = value.A, B = value.B };
}
