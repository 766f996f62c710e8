using System.Collections.Immutable;
using System.Globalization;

namespace RlOrleans.Learning;

/// <summary>A hyperparameter of an algorithm: its name, default, range and meaning, and how its text is read.</summary>
public sealed class HyperparameterDescriptor
{
    private readonly Func<string, object?> _parse;

    private HyperparameterDescriptor(string name, string defaultValue, string allowed, string meaning, Func<string, object?> parse)
    {
        Name = name;
        Default = defaultValue;
        Allowed = allowed;
        Meaning = meaning;
        _parse = parse;
        if (parse(defaultValue) is null)
            throw new ArgumentException($"The default of {name} is {defaultValue}, which is not allowed: {allowed}.", nameof(defaultValue));
    }

    /// <summary>The name, in lower case with underscores.</summary>
    public string Name { get; }

    /// <summary>The value where none is given.</summary>
    public string Default { get; }

    /// <summary>The values that can be given, for people to read.</summary>
    public string Allowed { get; }

    /// <summary>What it does, in one sentence.</summary>
    public string Meaning { get; }

    /// <summary>A whole number from minimum to maximum.</summary>
    public static HyperparameterDescriptor WholeNumber(string name, int defaultValue, int minimum, int maximum, string meaning) => new(
        name, defaultValue.ToString(CultureInfo.InvariantCulture), $"a whole number from {minimum} to {maximum}", meaning,
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= minimum && value <= maximum ? value : null);

    /// <summary>A number from minimum to maximum.</summary>
    public static HyperparameterDescriptor Number(string name, double defaultValue, double minimum, double maximum, string meaning) => new(
        name, defaultValue.ToString(CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}"), meaning,
        text => TryNumber(text, minimum, maximum, out double value) ? value : null);

    /// <summary>A number from minimum to maximum, or <c>linear:</c> and a number, which falls to zero over the run.</summary>
    public static HyperparameterDescriptor Schedule(string name, string defaultValue, double minimum, double maximum, string meaning) => new(
        name, defaultValue,
        string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}, or linear:<number> to fall to zero over the run"), meaning,
        text => text.StartsWith("linear:", StringComparison.Ordinal)
            ? TryNumber(text["linear:".Length..], minimum, maximum, out double initial) ? new Schedule(initial, Linear: true) : null
            : TryNumber(text, minimum, maximum, out double value) ? new Schedule(value, Linear: false) : null);

    /// <summary>A number from minimum to maximum, or <c>auto</c>.</summary>
    public static HyperparameterDescriptor NumberOrAuto(string name, string defaultValue, double minimum, double maximum, string meaning) => new(
        name, defaultValue,
        string.Create(CultureInfo.InvariantCulture, $"auto, or a number from {minimum} to {maximum}"), meaning,
        text => text == AutoNumber.Text ? default(AutoNumber)
            : TryNumber(text, minimum, maximum, out double value) ? new AutoNumber(value) : null);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static HyperparameterDescriptor Flag(string name, bool defaultValue, string meaning) => new(
        name, defaultValue ? "true" : "false", "true or false", meaning,
        text => text.ToLowerInvariant() switch { "true" => true, "false" => false, _ => null });

    /// <summary>Hidden layers, separated by commas; an empty text for none.</summary>
    public static HyperparameterDescriptor Layers(string name, string defaultValue, string meaning) => new(
        name, defaultValue, LayerCatalog.Allowed, meaning,
        text => LayerCatalog.TryParse(text, out ImmutableArray<LayerSpec> layers) ? layers : null);

    /// <summary>An activation function.</summary>
    public static HyperparameterDescriptor ActivationFunction(string name, string defaultValue, string meaning) => new(
        name, defaultValue, "tanh or relu", meaning,
        text => text.ToLowerInvariant() switch { "tanh" => Learning.Activation.Tanh, "relu" => Learning.Activation.Relu, _ => null });

    /// <summary>The value of a text, or null where it is not allowed.</summary>
    internal object? Parse(string text) => _parse(text.Trim());

    private static bool TryNumber(string text, double minimum, double maximum, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum;
}
