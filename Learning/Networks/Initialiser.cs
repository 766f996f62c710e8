namespace RlOrleans.Learning;

/// <summary>How initial weights are drawn; a function of the seed, the network's number and the layer's.</summary>
/// <param name="Scheme">Which distribution.</param>
/// <param name="Gain">Factor of orthogonal weights.</param>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Network">Which network of the learner it is, so that two of one shape differ.</param>
/// <param name="Layer">Which layer of the network.</param>
internal readonly record struct Initialiser(InitialWeights Scheme, float Gain, ulong Seed, uint Network, uint Layer)
{
    /// <summary>Fills a matrix [rows, columns], one row an output, and the biases of its rows.</summary>
    public void Fill(Span<float> weights, Span<float> biases, int rows, int columns)
    {
        if (Scheme == InitialWeights.Orthogonal)
        {
            OrthogonalInitialiser.Fill(weights, rows, columns, Gain, Seed, Network, Layer);
            return;
        }

        // U(−1/√inputs, 1/√inputs) for both, the default of PyTorch's linear layers, which the off-policy algorithms were tuned on.
        float limit = 1 / MathF.Sqrt(columns);
        var random = new CounterRandom(Seed, RandomPurpose.Initialisation, Network, Layer);
        ulong counter = 0;
        foreach (ref float weight in weights)
            weight = random.Uniform(counter++, -limit, limit);
        foreach (ref float bias in biases)
            bias = random.Uniform(counter++, -limit, limit);
    }
}

/// <summary>Distributions of initial weights.</summary>
internal enum InitialWeights
{
    /// <summary>Orthonormal rows or columns times a gain, zero biases.</summary>
    Orthogonal,

    /// <summary>Uniform weights and biases within one over the root of the number of inputs.</summary>
    UniformFanIn,
}
