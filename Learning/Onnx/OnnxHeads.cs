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
            case (HeadKind.ActionValues, DiscreteActionSpec discrete):
                AddActionValues(graph, discrete.Count, spec.Head.Duelling, outputs);
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

    private static void AddActionValues(OnnxGraph graph, int choices, bool duelling, string outputs)
    {
        string values = duelling
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

    // The first of several equally good ones, as the agent takes it.
    private static string AddBest(OnnxGraph graph, string output, string values) =>
        graph.Add("ArgMax", output, [values], OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("keepdims", 1L));

    private static void AddDiagonalGaussian(OnnxGraph graph, ContinuousActionSpec bounds, string outputs, ReadOnlySpan<float> logStds)
    {
        string mean = graph.Add("Identity", "mean", [outputs]);
        string atMost = graph.Add("Min", "action.at_most", [mean, graph.Constant("action_high", bounds.High.AsSpan(), bounds.Size)]);
        graph.Add("Max", Action, [atMost, graph.Constant("action_low", bounds.Low.AsSpan(), bounds.Size)]);
        string logStd = graph.Add(
            "Expand", "log_std", [graph.Constant("log_std.values", logStds, 1, bounds.Size), graph.Add("Shape", "log_std.shape", [mean])]);
        graph.Output(new OnnxTensor(Action, OnnxElementType.Float32, bounds.Size, "the mean, within the bounds"));
        graph.Output(new OnnxTensor(mean, OnnxElementType.Float32, bounds.Size, "mean of the normal distribution"));
        graph.Output(new OnnxTensor(logStd, OnnxElementType.Float32, bounds.Size, "natural logarithm of its standard deviation"));
    }
}
