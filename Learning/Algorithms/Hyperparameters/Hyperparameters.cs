using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>The values of an algorithm's hyperparameters, read and complete.</summary>
public sealed class Hyperparameters
{
    private readonly Dictionary<string, object> _values;
    private readonly SortedDictionary<string, string> _texts;

    internal Hyperparameters(Dictionary<string, object> values, SortedDictionary<string, string> texts)
    {
        _values = values;
        _texts = texts;
    }

    /// <summary>A whole number.</summary>
    public int WholeNumber(string name) => (int)_values[name];

    /// <summary>A number.</summary>
    public double Number(string name) => (double)_values[name];

    /// <summary>A number, or none where it is found automatically.</summary>
    public AutoNumber NumberOrAuto(string name) => (AutoNumber)_values[name];

    /// <summary>A flag.</summary>
    public bool Flag(string name) => (bool)_values[name];

    /// <summary>Hidden layers.</summary>
    public ImmutableArray<LayerSpec> Layers(string name) => (ImmutableArray<LayerSpec>)_values[name];

    /// <summary>An activation function.</summary>
    public Activation ActivationFunction(string name) => (Activation)_values[name];

    /// <summary>A value over the course of the run.</summary>
    public Schedule Schedule(string name) => (Schedule)_values[name];

    /// <summary>All values as text, in order of their names: equal texts make equal learners.</summary>
    public override string ToString() => string.Join(' ', _texts.Select(pair => $"{pair.Key}={pair.Value}"));
}
