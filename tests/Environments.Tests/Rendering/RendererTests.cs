using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.Tests.Rendering;

/// <summary>What the pictures of every built-in environment promise, also inside of wrappers.</summary>
public class RendererTests
{
    public static TheoryData<string> Ids =>
        new(EnvironmentRegistry.CreateWithBuiltIns().All.Select(spec => spec.Id).Append("CartPole-v1|frame-stack=2|time-limit=50"));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Draw_WhilePlaying_ShowsManyColoursAndChanges(string id)
    {
        using var lanes = new Lanes(EnvironmentRegistry.Default.Create(id, 2), Lanes.Seed());
        Assert.True(Renderers.TryGet(lanes.Environment, out IRenderer? renderer));
        var scene = new Scene();
        var pictures = new HashSet<string>();
        for (int step = 0; step < 20; step++)
        {
            renderer.Draw(1, scene);
            pictures.Add(SvgWriter.Write(scene));
            lanes.Step();
        }

        Raster raster = Raster.For(scene, 320);
        new Rasteriser().Draw(scene, raster);
        Assert.InRange(raster.Pixels.ToArray().Chunk(3).Select(rgb => (rgb[0], rgb[1], rgb[2])).Distinct().Count(), 12, 3000);
        Assert.InRange(scene.Width / scene.Height, 0.6, 3.1);
        Assert.True(pictures.Count >= 3, $"{pictures.Count} pictures.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Draw_SameState_IsTheSamePictureAndChangesNothing(string id)
    {
        using var drawn = new Lanes(EnvironmentRegistry.Default.Create(id, 3), Lanes.Seed());
        using var left = new Lanes(EnvironmentRegistry.Default.Create(id, 3), Lanes.Seed());
        Renderers.TryGet(drawn.Environment, out IRenderer? renderer);
        var scene = new Scene();
        for (int step = 0; step < 30; step++)
        {
            drawn.Step();
            left.Step();
            renderer!.Draw(2, scene);
            string first = SvgWriter.Write(scene);
            renderer.Draw(2, scene);
            Assert.Equal(first, SvgWriter.Write(scene));
            Assert.Equal(left.Result.Observations, drawn.Result.Observations);
        }

        Assert.Equal(left.Snapshot(), drawn.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Draw_OutOfRangeOrBeforeReset_Throws(string id)
    {
        using IVectorEnvironment environment = EnvironmentRegistry.Default.Create(id, 1);
        Renderers.TryGet(environment, out IRenderer? renderer);
        Assert.Throws<InvalidOperationException>(() => renderer!.Draw(0, new Scene()));
        environment.Reset(Lanes.Seed(), new float[environment.Spec.ObservationSpace.Size]);
        Assert.Throws<ArgumentOutOfRangeException>(() => renderer!.Draw(1, new Scene()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Ending_EpisodesThatEnd_IsCalledForEachWhileItsLastStateIsThere(string id)
    {
        using var lanes = new Lanes(EnvironmentRegistry.Default.Create(id, 3), Lanes.Seed());
        Renderers.TryGet(lanes.Environment, out IRenderer? renderer);
        var scene = new Scene();
        var endings = new Dictionary<int, string>();
        renderer!.Ending = lane =>
        {
            renderer.Draw(lane, scene);
            endings.Add(lane, SvgWriter.Write(scene));
        };
        int ended = 0, differing = 0;
        for (int step = 0; step < 300; step++)
        {
            lanes.Step();
            int[] expected = [.. Enumerable.Range(0, 3).Where(lanes.Ended)];
            Assert.Equal(expected, endings.Keys.Order());
            foreach (int lane in expected)
            {
                renderer.Draw(lane, scene);
                differing += SvgWriter.Write(scene) != endings[lane] ? 1 : 0;
            }

            ended += expected.Length;
            endings.Clear();
        }

        Assert.True(ended == 0 || differing > 0, "The next episode had begun.");
        renderer.Draw(1, scene);
        string before = SvgWriter.Write(scene);
        lanes.Environment.ResetLane(1, 99, new float[lanes.Size]);
        Assert.Equal(before, endings[1]);
    }

    [Fact]
    public void TryGet_EnvironmentThatCannotBeDrawn_IsFalse()
    {
        using var environment = new LaneByLaneEnvironment(
            new EnvironmentSpec("Blind-v0", BoxSpace.Uniform(0, 1, 1), new DiscreteSpace(1), 10, double.NaN, "Nothing."), 1, () => new Blind());
        Assert.False(Renderers.TryGet(environment, out _));
    }

    private sealed class Blind : IEnvironment
    {
        public void Reset(in StepRandom random, Span<float> observation) => observation[0] = 0;

        public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation) => default;

        public void Save(SnapshotWriter writer)
        {
        }

        public void Load(ref SnapshotReader reader)
        {
        }
    }
}
