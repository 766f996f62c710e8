using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RlOrleans.Learning;

/// <summary>The kinds of hidden layers that <c>net_arch</c> can name, and short names for whole stacks of them.</summary>
/// <remarks>
/// A network of one's own is put together from these, in the text itself or under a name of its own by <see cref="Register"/>.
/// The set of kinds is closed: their arithmetic is bound to the memory layout of the kernels, which is free to change.
/// </remarks>
public static class LayerCatalog
{
    private const int MostLayers = 16;

    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        [LayerSpec.Dense] = new(
            "a width from 1 to 8192",
            arguments => DenseLayer.ParseWidth(arguments) is not null,
            (arguments, input, activation) => new DenseLayer(input, DenseLayer.ParseWidth(arguments)!.Value, activation)),
        ["conv"] = new(
            "conv:<filters>x<kernel>/<stride>",
            arguments => ConvolutionLayer.Parse(arguments) is not null,
            ConvolutionLayer.Create),
        ["lstm"] = new(
            "lstm:<width>",
            arguments => LstmLayer.ParseWidth(arguments) is not null,
            (arguments, input, _) => new LstmLayer(input, LstmLayer.ParseWidth(arguments)!.Value))
        {
            Recurrent = true,
        },
    };

    private static ImmutableDictionary<string, ImmutableArray<LayerSpec>> _stacks = ImmutableDictionary<string, ImmutableArray<LayerSpec>>.Empty;

    // The network of Mnih et al., "Human-level control through deep reinforcement learning", 2015, for 84 x 84 frames; the
    // activation that it was published with is relu.
    static LayerCatalog() => Register("nature", "conv:32x8/4,conv:64x4/2,conv:64x3/1,512");

    /// <summary>What can be written, for people to read.</summary>
    public static string Allowed =>
        $"up to {MostLayers} layers separated by commas: {string.Join(", ", Kinds.Values.Select(kind => kind.Form))}, or the name of a network ({string.Join(", ", _stacks.Keys.Order(StringComparer.Ordinal))})";

    /// <summary>Gives a stack of layers a name, for <c>net_arch</c> to use.</summary>
    /// <param name="name">A letter, then letters, digits and dashes; new.</param>
    /// <param name="layers">As in <c>net_arch</c>.</param>
    /// <exception cref="ArgumentException">The name is taken or malformed, or the layers cannot be read.</exception>
    public static void Register(string name, string layers)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(layers);
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || Kinds.ContainsKey(name))
            throw new ArgumentException($"'{name}' cannot name a network: a letter, then letters, digits and dashes, and no kind of layer.", nameof(name));
        if (!TryParse(layers, out ImmutableArray<LayerSpec> parsed))
            throw new ArgumentException($"'{layers}' is no network; allowed are {Allowed}.", nameof(layers));
        if (!ImmutableInterlocked.TryAdd(ref _stacks, name, parsed))
            throw new ArgumentException($"A network '{name}' is registered already.", nameof(name));
    }

    /// <summary>Reads layers as they are written; an empty text is none.</summary>
    public static bool TryParse(string text, out ImmutableArray<LayerSpec> layers)
    {
        ArgumentNullException.ThrowIfNull(text);
        layers = [];
        if (text.Trim().Length == 0)
            return true;
        var parsed = ImmutableArray.CreateBuilder<LayerSpec>();
        foreach (string part in text.Split(','))
        {
            string item = part.Trim();
            if (_stacks.TryGetValue(item, out ImmutableArray<LayerSpec> stack))
                parsed.AddRange(stack);
            else if (ParseLayer(item) is { } layer)
                parsed.Add(layer);
            else
                return false;
        }

        layers = parsed.ToImmutable();
        return layers.Length <= MostLayers;
    }

    /// <summary>Whether layers can follow each other on an input of the given shape, and if not, why.</summary>
    public static bool Fits(ImmutableArray<LayerSpec> layers, TensorShape input, [NotNullWhen(false)] out string? reason)
    {
        TensorShape shape = input;
        foreach (LayerSpec layer in layers)
        {
            if (Kinds[layer.Kind].Create(layer.Arguments, shape, Activation.Identity) is not { } made)
            {
                reason = $"{layer} cannot be put on a shape of {shape}";
                return false;
            }

            shape = made.Output;
        }

        reason = null;
        return true;
    }

    /// <summary>Whether any of the layers carries a state from step to step.</summary>
    public static bool IsRecurrent(ImmutableArray<LayerSpec> layers) => layers.Any(layer => Kinds[layer.Kind].Recurrent);

    internal static Layer Create(LayerSpec spec, TensorShape input, Activation activation) =>
        Kinds[spec.Kind].Create(spec.Arguments, input, activation)
        ?? throw new ArgumentException($"The layer {spec} cannot be put on a shape of {input}.", nameof(spec));

    private static LayerSpec? ParseLayer(string item)
    {
        int colon = item.IndexOf(':', StringComparison.Ordinal);
        var layer = colon < 0 ? new LayerSpec(LayerSpec.Dense, item) : new LayerSpec(item[..colon], item[(colon + 1)..]);
        return Kinds.TryGetValue(layer.Kind, out Kind? kind) && kind.Reads(layer.Arguments) ? layer : null;
    }

    /// <param name="Form">How it is written.</param>
    /// <param name="Reads">Whether arguments are of that form.</param>
    /// <param name="Create">The layer on an input; null where it cannot be put on it.</param>
    private sealed record Kind(string Form, Func<string, bool> Reads, Func<string, TensorShape, Activation, Layer?> Create)
    {
        public bool Recurrent { get; init; }
    }
}
