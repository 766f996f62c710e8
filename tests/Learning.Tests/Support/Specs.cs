using System.Collections.Immutable;

namespace RlOrleans.Learning.Tests;

/// <summary>Policies of a few words.</summary>
internal static class Specs
{
    public static PolicySpec Discrete(int observationSize, int choices, string netArch, Activation activation) =>
        new(observationSize, new DiscreteActionSpec(choices), new HeadSpec(HeadKind.Categorical), Layers(netArch), activation);

    public static ImmutableArray<LayerSpec> Layers(string netArch)
    {
        Assert.True(LayerCatalog.TryParse(netArch, out ImmutableArray<LayerSpec> layers));
        return layers;
    }
}
