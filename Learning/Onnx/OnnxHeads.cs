using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// Writes what a policy's head makes of the network's outputs: the greedy action as the environment takes it, and the
/// figures behind it.
/// </summary>
internal static class OnnxHeads
{
    private const string Action = "action";

    /// <param name="graph">Receives operators and outputs.</param>
    /// <param name="spec">The policy.</param>
    /// <param name="outputs">Name of the network's outputs that are the head's, [batch, outputs].</param>
    /// <param name="parameters">The head's own numbers.</param>
    public static void Add(OnnxGraph graph, PolicySpec spec, string outputs, ReadOnlySpan<float> parameters)
    {
        switch (spec.Head.Kind, spec.Action)
        {
            case (HeadKind.Categorical, DiscreteActionSpec discrete):
                AddCategorical(graph, [discrete.Count], outputs);
                break;
            case (HeadKind.Categorical, MultiDiscreteActionSpec multi):
                AddCategorical(graph, multi.Counts, outputs);
                break;
            case (HeadKind.DiagonalGaussian, ContinuousActionSpec bounds):
                AddDiagonalGaussian(graph, bounds, outputs, parameters);
                break;
            case (HeadKind.SquashedGaussian, ContinuousActionSpec bounds):
                AddSquashedGaussian(graph, bounds, outputs);
                break;
            case (HeadKind.Deterministic, ContinuousActionSpec bounds):
                AddSquashed(graph, bounds, outputs);
                break;
            case (HeadKind.ActionValues, DiscreteActionSpec discrete):
                AddActionValues(graph, discrete.Count, spec.Head, outputs);
                break;
            default:
                throw new NotSupportedException($"A head of kind {spec.Head.Kind} over {spec.Action} cannot be written as ONNX.");
        }
    }

    private static void AddCategorical(OnnxGraph graph, ImmutableArray<int> counts, string outputs)
    {
        string logits = graph.Add("Identity", "logits", [outputs]);
        if (counts.Length == 1)
        {
            AddBest(graph, Action, logits);
        }
        else
        {
            string[] best = new string[counts.Length];
            for (int a = 0, start = 0; a < counts.Length; start += counts[a++])
                best[a] = AddBest(graph, $"choice{a}", graph.Columns($"choice{a}.logits", logits, start, start + counts[a]));
            graph.Add("Concat", Action, best, OnnxAttribute.Of("axis", 1L));
        }

        graph.Output(new OnnxTensor(Action, OnnxElementType.Int64, counts.Length, "the most probable choices"));
        graph.Output(new OnnxTensor(logits, OnnxElementType.Float32, counts.Sum(), "logits of the choices, one action after the other"));
    }

    private static void AddActionValues(OnnxGraph graph, int choices, HeadSpec head, string outputs)
    {
        string values = head.Quantiles > 1
            ? graph.Add("MatMul", "values", [outputs, graph.Constant("quantiles.mean", QuantileMatrix(choices, head.Quantiles), choices * head.Quantiles, choices)])
            : head.Duelling
            ? graph.Add("MatMul", "values", [outputs, graph.Constant("duelling", DuellingMatrix(choices), choices + 1, choices)])
            : graph.Add("Identity", "values", [outputs]);
        AddBest(graph, Action, values);
        graph.Output(new OnnxTensor(Action, OnnxElementType.Int64, 1, "the action of the highest value"));
        graph.Output(new OnnxTensor(values, OnnxElementType.Float32, choices, "estimated discounted returns of the actions"));
    }

    // [1 + C, C]: Q = V + A − mean A is linear in the outputs, and the operator for means changed between versions.
    private static float[] DuellingMatrix(int choices)
    {
        float[] matrix = new float[(choices + 1) * choices];
        matrix.AsSpan(0, choices).Fill(1);
        matrix.AsSpan(choices).Fill(-1f / choices);
        for (int choice = 0; choice < choices; choice++)
            matrix[(choice + 1) * choices + choice] += 1;
        return matrix;
    }

    // [C · Q, C]: the quantiles of an action come one after the other.
    private static float[] QuantileMatrix(int choices, int quantiles)
    {
        float[] matrix = new float[choices * quantiles * choices];
        for (int i = 0; i < choices * quantiles; i++)
            matrix[i * choices + i / quantiles] = 1f / quantiles;
        return matrix;
    }

    // The first of several equally good ones, as the agent takes it.
    private static string AddBest(OnnxGraph graph, string output, string values) =>
        graph.Add("ArgMax", output, [values], OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("keepdims", 1L));

    private static void AddSquashedGaussian(OnnxGraph graph, ContinuousActionSpec bounds, string outputs)
    {
        string mean = graph.Columns("mean", outputs, 0, bounds.Size);
        AddSquashed(graph, bounds, mean);
        string raw = graph.Columns("log_std.raw", outputs, bounds.Size, 2 * bounds.Size);
        string logStd = graph.Add(
            "Clip", "log_std", [raw, graph.Scalar("log_std.low", SquashedGaussian.LeastLogStd), graph.Scalar("log_std.high", SquashedGaussian.MostLogStd)]);
        graph.Output(new OnnxTensor(mean, OnnxElementType.Float32, bounds.Size, "mean of the normal distribution before tanh"));
        graph.Output(new OnnxTensor(logStd, OnnxElementType.Float32, bounds.Size, "natural logarithm of its standard deviation"));
    }

    // From [-1, 1] to the bounds.
    private static void AddSquashed(OnnxGraph graph, ContinuousActionSpec bounds, string outputs)
    {
        float[] halves = new float[bounds.Size], middles = new float[bounds.Size];
        for (int a = 0; a < bounds.Size; a++)
        {
            halves[a] = 0.5f * (bounds.High[a] - bounds.Low[a]);
            middles[a] = bounds.Low[a] + halves[a];
        }

        string squashed = graph.Add("Tanh", "action.squashed", [outputs]);
        string scaled = graph.Add("Mul", "action.scaled", [squashed, graph.Constant("action.half_range", halves, bounds.Size)]);
        string moved = graph.Add("Add", "action.moved", [scaled, graph.Constant("action.middle", middles, bounds.Size)]);
        AddWithin(graph, bounds, moved);
        graph.Output(new OnnxTensor(Action, OnnxElementType.Float32, bounds.Size, "the action, within the bounds"));
    }

    private static void AddWithin(OnnxGraph graph, ContinuousActionSpec bounds, string actions)
    {
        string atMost = graph.Add("Min", "action.at_most", [actions, graph.Constant("action_high", bounds.High.AsSpan(), bounds.Size)]);
        graph.Add("Max", Action, [atMost, graph.Constant("action_low", bounds.Low.AsSpan(), bounds.Size)]);
    }

    private static void AddDiagonalGaussian(OnnxGraph graph, ContinuousActionSpec bounds, string outputs, ReadOnlySpan<float> logStds)
    {
        string mean = graph.Add("Identity", "mean", [outputs]);
        AddWithin(graph, bounds, mean);
        string logStd = graph.Add(
            "Expand", "log_std", [graph.Constant("log_std.values", logStds, 1, bounds.Size), graph.Add("Shape", "log_std.shape", [mean])]);
        graph.Output(new OnnxTensor(Action, OnnxElementType.Float32, bounds.Size, "the mean, within the bounds"));
        graph.Output(new OnnxTensor(mean, OnnxElementType.Float32, bounds.Size, "mean of the normal distribution"));
        graph.Output(new OnnxTensor(logStd, OnnxElementType.Float32, bounds.Size, "natural logarithm of its standard deviation"));
    }
}
