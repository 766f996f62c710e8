using System.Collections.Immutable;
using System.Text;

namespace RlOrleans.Learning.Tests.Onnx;

/// <summary>Exported policies, evaluated by a runtime that is not ours, beside <see cref="PolicyActor.Greedy"/>.</summary>
public sealed class OnnxExportTests
{
    private const int Rows = 37;
    private const float Tolerance = 1e-5f;

    private static readonly ContinuousActionSpec Bounds = new([-0.5f, -2, 0], [0.5f, 0.25f, 1]);

    [Theory]
    [InlineData("", Activation.Tanh)]
    [InlineData("64,64", Activation.Tanh)]
    [InlineData("33,7,20", Activation.Relu)]
    [InlineData("16", Activation.Identity)]
    public void Write_DenseLayers_ActAsTheAgentDoes(string netArch, Activation activation) =>
        AssertActsAlike(Specs.Discrete(6, 5, netArch, activation));

    [Theory]
    [InlineData("conv:5x3/2", Activation.Tanh)]
    [InlineData("conv:16x3/1,conv:6x2/2,20", Activation.Relu)]
    public void Write_ConvolutionLayers_ActAsTheAgentDoes(string netArch, Activation activation) =>
        AssertActsAlike(Specs.Discrete(6, 5, netArch, activation) with { Observation = new TensorShape(9, 7, 2) });

    [Theory]
    [InlineData("lstm:8", OnnxExport.FirstOpset)]
    [InlineData("12,lstm:7,lstm:20,9", OnnxExport.DefaultOpset)]
    [InlineData("lstm:5", OnnxExport.LastOpset)]
    public void Write_Lstm_ActsAndRemembersAsTheAgentDoes(string netArch, int opset)
    {
        PolicySpec spec = Specs.Discrete(6, 5, netArch, Activation.Tanh);
        float[] weights = Weights(spec), observations = new Numbers(72).Array(Rows * spec.ObservationSize), states = new Numbers(73).Array(Rows * spec.StateSize);
        var actor = new PolicyActor(spec, Rows);
        actor.Load(weights);
        states.CopyTo(actor.States);
        float[] expected = new float[Rows];
        actor.Greedy(observations, expected);
        (byte[] model, OnnxSignature signature) = Export(spec, weights, opset);
        OnnxRuntime runtime = OnnxRuntime.Evaluate(model, Rows, ("observation", observations), ("state", states));
        Assert.Equal(["observation", "state"], signature.Inputs.Select(input => input.Name));
        Assert.Equal(["action", "logits", "next_state"], signature.Outputs.Select(output => output.Name));
        Assert.Equal(expected, runtime.Output("action"));
        Assert.All(actor.States.ToArray().Zip(runtime.Output("next_state")), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    [Fact]
    public void Write_MultiDiscreteActions_ActAsTheAgentDoes() =>
        AssertActsAlike(Policy(new MultiDiscreteActionSpec([3, 1, 6]), HeadKind.Categorical));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_ActionValues_ActAsTheAgentDoes(bool duelling) =>
        AssertActsAlike(Policy(new DiscreteActionSpec(5), HeadKind.ActionValues) with { Head = new HeadSpec(HeadKind.ActionValues, Duelling: duelling) });

    [Fact]
    public void Write_QuantilesOfActionValues_ActAsTheAgentDoes() =>
        AssertActsAlike(Policy(new DiscreteActionSpec(5), HeadKind.ActionValues) with { Head = new HeadSpec(HeadKind.ActionValues, Quantiles: 7) });

    [Fact]
    public void Write_Deterministic_ActsWithinTheBoundsAsTheAgentDoes()
    {
        float[] actions = AssertActsAlike(Policy(Bounds, HeadKind.Deterministic));
        Assert.All(actions.Chunk(Bounds.Size), action => Assert.All(action.Index(), one => Assert.InRange(one.Item, Bounds.Low[one.Index], Bounds.High[one.Index])));
    }

    [Fact]
    public void Write_SquashedGaussian_ActsAsTheAgentDoesAndTellsOfTheDeviations()
    {
        PolicySpec spec = Policy(Bounds, HeadKind.SquashedGaussian);
        AssertActsAlike(spec);
        (byte[] model, _) = Export(spec, Weights(spec));
        OnnxRuntime runtime = OnnxRuntime.Evaluate(model, 1, ("observation", new float[spec.ObservationSize]));
        Assert.Equal(["action float32 [batch, 3]", "mean float32 [batch, 3]", "log_std float32 [batch, 3]"], runtime.Outputs);
        float[] actions = runtime.Output("action"), means = runtime.Output("mean");
        Assert.All(means.Index(), mean => Assert.Equal(
            Bounds.Low[mean.Index] + (Bounds.High[mean.Index] - Bounds.Low[mean.Index]) * (MathF.Tanh(mean.Item) + 1) / 2, actions[mean.Index], Tolerance));
    }

    [Fact]
    public void Write_DiagonalGaussian_ActsWithinTheBoundsAsTheAgentDoes()
    {
        float[] actions = AssertActsAlike(Policy(Bounds, HeadKind.DiagonalGaussian));
        Assert.Contains(0.25f, actions);
        Assert.Contains(-0.5f, actions);
    }

    [Fact]
    public void Write_NormalisedObservations_AreNormalisedByTheModel() =>
        AssertActsAlike(Policy(new DiscreteActionSpec(4), HeadKind.Categorical) with { NormalisesObservations = true }, observationScale: 40);

    [Fact]
    public void Write_SharedCritic_GivesTheValueBesideTheAction()
    {
        PolicySpec spec = Policy(Bounds, HeadKind.DiagonalGaussian) with { SharesCritic = true };
        AssertActsAlike(spec);
        (byte[] model, OnnxSignature signature) = Export(spec, Weights(spec));
        Assert.Contains(new OnnxTensor("value", OnnxElementType.Float32, 1, signature.Outputs[^1].Meaning), signature.Outputs);

        // The last output of the network, whose bias is the number before the head's own.
        float[] weights = Weights(spec), observations = new Numbers(8).Array(Rows * spec.ObservationSize);
        float[] values = OnnxRuntime.Evaluate(model, Rows, ("observation", observations)).Output("value");
        weights[^(Bounds.Size + 1)] += 1;
        float[] raised = OnnxRuntime.Evaluate(Export(spec, weights).Model, Rows, ("observation", observations)).Output("value");
        Assert.All(values.Zip(raised), pair => Assert.Equal(pair.First + 1, pair.Second, Tolerance));
    }

    [Theory]
    [InlineData(OnnxExport.FirstOpset)]
    [InlineData(18)]
    [InlineData(OnnxExport.LastOpset)]
    public void Write_OtherOpsets_ActAsTheAgentDoes(int opset)
    {
        PolicySpec spec = Policy(Bounds, HeadKind.DiagonalGaussian) with { NormalisesObservations = true };
        AssertActsAlike(spec, opset: opset);
    }

    [Fact]
    public void Write_Signature_IsWhatTheRuntimeSees()
    {
        PolicySpec spec = Policy(new MultiDiscreteActionSpec([3, 2]), HeadKind.Categorical);
        (byte[] model, OnnxSignature signature) = Export(spec, Weights(spec));
        OnnxRuntime runtime = OnnxRuntime.Evaluate(model, 1, ("observation", new float[spec.ObservationSize]));
        Assert.Equal(["observation float32 [batch, 6]"], runtime.Inputs);
        Assert.Equal(["action int64 [batch, 2]", "logits float32 [batch, 5]"], runtime.Outputs);
        Assert.Equal(["observation"], signature.Inputs.Select(input => input.Name));
        Assert.Equal(["action", "logits"], signature.Outputs.Select(output => output.Name));
    }

    [Fact]
    public void Write_Metadata_TellsWhereThePolicyComesFrom()
    {
        PolicySpec spec = Policy(Bounds, HeadKind.DiagonalGaussian);
        string text = Encoding.UTF8.GetString(Export(spec, Weights(spec)).Model);
        Assert.All(["Pendulum-v1", "ppo", "a-run", "-0.5 -2 0", "0.5 0.25 1", PolicySpecJson.Format(spec)], part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Write_SamePolicyTwice_GivesTheSameBytes()
    {
        PolicySpec spec = Policy(Bounds, HeadKind.DiagonalGaussian);
        Assert.Equal(Export(spec, Weights(spec)).Model, Export(spec, Weights(spec)).Model);
    }

    [Fact]
    public void Write_TooFewWeightsOrUnknownOpset_IsRefused()
    {
        PolicySpec spec = Policy(Bounds, HeadKind.DiagonalGaussian);
        float[] weights = Weights(spec);
        Assert.Throws<ArgumentException>(() => Export(spec, weights[1..]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Export(spec, weights, OnnxExport.FirstOpset - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Export(spec, weights, OnnxExport.LastOpset + 1));
    }

    private static PolicySpec Policy(ActionSpec action, HeadKind kind) =>
        new(6, action, new HeadSpec(kind), Specs.Layers("32,24"), Activation.Tanh);

    private static float[] Weights(PolicySpec spec) => new Numbers(71).Array(spec.WeightCount);

    private static (byte[] Model, OnnxSignature Signature) Export(PolicySpec spec, float[] weights, int opset = OnnxExport.DefaultOpset)
    {
        using var stream = new MemoryStream();
        var header = new PolicyHeader(spec, "Pendulum-v1", "ppo", Version: 12, Seed: 3);
        OnnxSignature signature = OnnxExport.Write(stream, header, weights, opset, run: "a-run");
        return (stream.ToArray(), signature);
    }

    private static float[] AssertActsAlike(PolicySpec spec, float observationScale = 1, int opset = OnnxExport.DefaultOpset)
    {
        float[] weights = Weights(spec), observations = new Numbers(72).Array(Rows * spec.ObservationSize, -observationScale, observationScale);
        var actor = new PolicyActor(spec, Rows);
        actor.Load(weights);
        float[] expected = new float[Rows * spec.Action.Size];
        actor.Greedy(observations, expected);
        float[] actual = OnnxRuntime.Evaluate(Export(spec, weights, opset).Model, Rows, ("observation", observations)).Output("action");
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        Assert.True(expected.Distinct().Count() > 1);
        return actual;
    }
}
