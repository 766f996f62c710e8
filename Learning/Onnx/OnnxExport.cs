using System.Globalization;
using System.Reflection;

namespace RlOrleans.Learning;

/// <summary>
/// Writes a policy as an ONNX model that any runtime of that format can act with: from raw observations, through their
/// normalisation and the network, to the greedy action as the environment takes it.
/// </summary>
/// <remarks>
/// Legend: D observation size, A action size, S state size. The model takes <c>observation</c>, float32 [batch, D], images
/// row by row with channels last as environments give them. It gives <c>action</c> [batch, A], int64 where actions are
/// discrete and float32 where they are continuous, and the figures behind it. A recurrent policy also takes <c>state</c>
/// [batch, S], zero at the begin of each episode, and gives <c>next_state</c>.
/// </remarks>
public static class OnnxExport
{
    /// <summary>The version of ONNX's operators that is written unless another is asked for; of 2022, so that most runtimes know it.</summary>
    public const int DefaultOpset = 17;

    /// <summary>The first version that has all operators as they are used here.</summary>
    public const int FirstOpset = 13;

    /// <summary>The last version that the result was tried with.</summary>
    public const int LastOpset = 21;

    private const string Observation = "observation";
    private const string State = "state";
    private const string NextState = "next_state";

    /// <summary>Writes a model.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="header">What the weights are.</param>
    /// <param name="weights">The policy's weights first, as in a policy file; those beyond it are not read.</param>
    /// <param name="opset">The version of ONNX's operators, from <see cref="FirstOpset"/> to <see cref="LastOpset"/>.</param>
    /// <param name="run">Name of the run, for the model's metadata; null for none.</param>
    /// <returns>What the model takes and gives.</returns>
    /// <exception cref="ArgumentException">There are fewer weights than the policy has.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The opset is out of range.</exception>
    /// <exception cref="NotSupportedException">The policy has a layer or a head that ONNX has no operators for.</exception>
    public static OnnxSignature Write(Stream stream, PolicyHeader header, ReadOnlySpan<float> weights, int opset = DefaultOpset, string? run = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(header);
        ArgumentOutOfRangeException.ThrowIfLessThan(opset, FirstOpset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(opset, LastOpset);
        if (weights.Length < header.Policy.WeightCount)
            throw new ArgumentException($"The policy has {header.Policy.WeightCount} weights, and {weights.Length} were given.", nameof(weights));
        var graph = new OnnxGraph("policy");
        Build(graph, header.Policy, weights);
        stream.Write(Model(graph, header, opset, run).Bytes);
        return graph.Signature;
    }

    private static void Build(OnnxGraph graph, PolicySpec spec, ReadOnlySpan<float> weights)
    {
        var head = PolicyHead.Create(Kernels.Best, spec, rowCapacity: 1);
        Network network = spec.CreateNetwork(Kernels.Best, head);
        string input = graph.Input(new OnnxTensor(
            Observation, OnnxElementType.Float32, spec.ObservationSize, $"one observation a row, of shape {spec.Observation}, as the environment gives it"));
        if (spec.NormalisesObservations)
            input = AddNormalisation(graph, input, spec.ObservationSize, weights);
        weights = weights[spec.NormaliserLength..];
        string state = network.StateSize == 0 ? "" : graph.Input(new OnnxTensor(
            State, OnnxElementType.Float32, network.StateSize, "what the policy remembers; zero at the begin of an episode"));
        var layers = new OnnxLayers(graph, weights);
        string outputs = layers.Add(network, input, state);
        ReadOnlySpan<float> parameters = weights.Slice(network.WeightCount, head.ParameterCount);
        OnnxHeads.Add(graph, spec, spec.SharesCritic ? graph.Columns("head", outputs, 0, head.Outputs) : outputs, parameters);
        if (spec.SharesCritic)
        {
            graph.Columns("value", outputs, head.Outputs, network.Outputs);
            graph.Output(new OnnxTensor("value", OnnxElementType.Float32, 1, "the critic's estimate of the discounted return"));
        }

        if (network.StateSize > 0)
        {
            layers.AddNextState(NextState);
            graph.Output(new OnnxTensor(NextState, OnnxElementType.Float32, network.StateSize, "the state to give with the next observation"));
        }
    }

    private static string AddNormalisation(OnnxGraph graph, string input, int size, ReadOnlySpan<float> figures)
    {
        string centred = graph.Add("Sub", "observation.centred", [input, graph.Constant("observation.mean", figures[..size], size)]);
        string scaled = graph.Add("Mul", "observation.scaled", [centred, graph.Constant("observation.factor", figures.Slice(size, size), size)]);
        return graph.Add(
            "Clip", "observation.normalised",
            [scaled, graph.Scalar("observation.low", -ObservationScaling.Limit), graph.Scalar("observation.high", ObservationScaling.Limit)]);
    }

    // ModelProto of onnx.proto.
    private static ProtobufMessage Model(OnnxGraph graph, PolicyHeader header, int opset, string? run)
    {
        const int IrVersion = 1, ProducerName = 2, ProducerVersion = 3, ModelVersion = 5, Documentation = 6, Graph = 7, OpsetImport = 8, Metadata = 14;
        ProtobufMessage model = new ProtobufMessage()
            .Add(IrVersion, IrVersionOf(opset))
            .Add(ProducerName, "RlOrleans")
            .Add(ProducerVersion, typeof(OnnxExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion)
            .Add(ModelVersion, header.Version)
            .Add(Documentation, $"The policy that {header.Algorithm} learned in {header.Environment}: observations in, greedy actions out.")
            .Add(OpsetImport, new ProtobufMessage().Add(1, "").Add(2, (long)opset));
        Describe("environment", header.Environment);
        Describe("algorithm", header.Algorithm);
        Describe("seed", header.Seed.ToString(CultureInfo.InvariantCulture));
        Describe("observation_shape", header.Policy.Observation.ToString());
        DescribeActions(header.Policy.Action);
        Describe("policy", PolicySpecJson.Format(header.Policy));
        if (run is not null)
            Describe("run", run);
        return model.Add(Graph, graph.Message);

        void DescribeActions(ActionSpec action)
        {
            switch (action)
            {
                case DiscreteActionSpec discrete:
                    Describe("action_counts", Row([discrete.Count]));
                    break;
                case MultiDiscreteActionSpec multi:
                    Describe("action_counts", Row(multi.Counts));
                    break;
                case ContinuousActionSpec bounds:
                    Describe("action_low", Row(bounds.Low));
                    Describe("action_high", Row(bounds.High));
                    break;
            }
        }

        void Describe(string key, string value) => model.Add(Metadata, new ProtobufMessage().Add(1, key).Add(2, value));

        static string Row<T>(IEnumerable<T> values)
            where T : IFormattable => string.Join(' ', values.Select(value => value.ToString(null, CultureInfo.InvariantCulture)));
    }

    // The version of the file's own format that came with a version of the operators (onnx.ai, Versioning).
    private static long IrVersionOf(int opset) => opset switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        _ => 10,
    };
}
