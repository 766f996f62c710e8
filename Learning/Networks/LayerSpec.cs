using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>A hidden layer as it is written in <c>net_arch</c>: <c>64</c>, <c>conv:32x8/4</c>, <c>lstm:128</c>.</summary>
/// <param name="Kind">A name of <see cref="LayerCatalog"/>.</param>
/// <param name="Arguments">What the kind makes of it; a width, say.</param>
public sealed record LayerSpec(string Kind, string Arguments)
{
    /// <summary>The kind that a bare number stands for.</summary>
    public const string Dense = "dense";

    /// <summary>As it is written.</summary>
    public override string ToString() => Kind == Dense ? Arguments : Arguments.Length == 0 ? Kind : $"{Kind}:{Arguments}";

    /// <summary>Layers as they are written, separated by commas.</summary>
    public static string Format(ImmutableArray<LayerSpec> layers) => string.Join(',', layers);
}
