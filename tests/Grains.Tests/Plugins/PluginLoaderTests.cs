using System.Collections.Immutable;
using System.Reflection;
using RlOrleans.Environments;
using RlOrleans.Grains.Tests.Hosting;
using RlOrleans.Learning;
using RlOrleans.Plugins;
using RlOrleans.Runs;

namespace RlOrleans.Grains.Tests.Plugins;

public sealed class PluginLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EnvironmentRegistry _environments = EnvironmentRegistry.CreateWithBuiltIns();
    private readonly AlgorithmRegistry _algorithms = AlgorithmRegistry.CreateWithBuiltIns();
    private readonly RecipeBook _recipes = RecipeBook.CreateWithBuiltIns();
    private readonly PluginLoader _loader;

    public PluginLoaderTests() => _loader = new PluginLoader(_environments, _algorithms, _recipes);

    private static string Lander => Examples.Path("Lander");

    private static string KlPenalty => Examples.Path("KlPenalty");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_OwnEnvironment_RegistersIt()
    {
        var plugin = _loader.Load(Lander);

        Assert.Equal(["MoonLander-v0", "MoonLanderLanes-v0"], plugin.Environments.ToArray());
        Assert.Equal(Path.GetFullPath(Lander), plugin.Path);
        Assert.Equal(64, plugin.Sha256.Length);
        using var lanes = _environments.Create("MoonLander-v0|frame-stack=2", 3);
        Assert.Equal(10, lanes.Spec.ObservationSpace.Size);
        Assert.Equal("linear:0.001", _recipes.Find("MoonLander-v0", "ppo").Hyperparameters["learning_rate"]);
    }

    [Fact]
    public void Load_OwnAlgorithm_RegistersItWithItsRecipesAndADefaultOne()
    {
        var plugin = _loader.Load(KlPenalty);

        Assert.Equal(["ppo-kl"], plugin.Algorithms.ToArray());
        Assert.True(_algorithms.TryGet("PPO-KL", out var algorithm));
        Assert.Equal("0.02", _recipes.Find("CartPole-v1", "ppo-kl").Hyperparameters["target_kl"]);
        var fallback = _recipes.Find("Pendulum-v1", "ppo-kl");
        Assert.All(algorithm.Hyperparameters, one => Assert.Equal(one.Default, fallback.Hyperparameters[one.Name]));
    }

    [Fact]
    public void Load_Again_GivesTheSamePlugin() => Assert.Same(_loader.Load(Lander), _loader.Load(Lander));

    [Fact]
    public void Load_CopyOfALoadedOne_NamesAllThatExists()
    {
        _loader.Load(Lander);
        string copy = Path.Combine(_folder.Path, "Copy.dll");
        File.Copy(Lander, copy);

        Refused(copy, "registers what exists already: the environment MoonLander-v0, the environment MoonLanderLanes-v0");
    }

    [Fact]
    public void Load_NoSuchFile_SaysSo() => Refused(InFolder("Absent.dll"), "does not exist");

    [Fact]
    public void Load_Folder_SaysWhatToName() => Refused(_folder.Path, "is a folder; name the assembly in it");

    [Fact]
    public void Load_TextFile_IsNoAssembly()
    {
        File.WriteAllText(InFolder("Text.dll"), "not code");

        Refused(InFolder("Text.dll"), "is no .NET assembly");
    }

    [Fact]
    public void Load_CutOffAssembly_IsNoAssembly()
    {
        File.WriteAllBytes(InFolder("Cut.dll"), File.ReadAllBytes(Lander)[..600]);

        Refused(InFolder("Cut.dll"), "is no .NET assembly");
    }

    [Theory]
    [InlineData("System.Runtime", "11.0.0.0", "is built for .NET 11.0, and this program runs on .NET")]
    [InlineData("mscorlib", "4.0.0.0", "is built for .NET Framework")]
    [InlineData("RlOrleans.Environments", "99.1.2.0", "is built against RlOrleans.Environments 99.1.2, and this program has")]
    public void Load_AssemblyForSomethingElse_SaysForWhat(string reference, string version, string reason)
    {
        EmittedPlugin.WriteReferenceTo(InFolder("Other.dll"), reference, Version.Parse(version));

        Refused(InFolder("Other.dll"), reason);
    }

    [Fact]
    public void Load_AssemblyWithoutAPlugin_SaysWhatToImplement()
    {
        string path = typeof(Space).Assembly.Location;

        Refused(path, "has no public class that implements IEnvironmentPlugin or IAlgorithmPlugin");
    }

    [Fact]
    public void Load_NothingRegistered_SaysSo() => Refused(Emit(nameof(Bodies.Nothing)), "registers nothing: Emitted left the registry empty");

    [Fact]
    public void Load_NameOfABuiltIn_SaysWhichAndRegistersNothing()
    {
        Refused(Emit(nameof(Bodies.OneNewAndOneTaken)), "registers what exists already: the environment CartPole-v1");

        Assert.False(_environments.TryGet("Fresh-v0", out _));
    }

    [Fact]
    public void Load_SameNameTwice_SaysSo() => Refused(Emit(nameof(Bodies.SameTwice)), "Emitted.Register threw ArgumentException: An environment 'Fresh-v0' is registered already");

    [Fact]
    public void Load_RegisterThrows_SaysWhat() => Refused(Emit(nameof(Bodies.Throw)), "could not register: Emitted.Register threw InvalidOperationException: no licence");

    [Fact]
    public void Load_ConstructorThrows_SaysWhat()
    {
        string path = InFolder("Throws.dll");
        EmittedPlugin.Write(path, Body(nameof(Bodies.Nothing)), Body(nameof(Bodies.NoDisplay)));

        Refused(path, "the constructor of Emitted threw InvalidOperationException: no display");
    }

    [Fact]
    public void Load_ConstructorWithParameters_SaysSo()
    {
        string path = InFolder("Takes.dll");
        EmittedPlugin.Write(path, Body(nameof(Bodies.Nothing)), null, typeof(int));

        Refused(path, "Emitted has no public constructor without parameters");
    }

    [Theory]
    [InlineData("{", "has recipes that cannot be used, in Fresh.recipes.json")]
    [InlineData("""{"pop": {}}""", "recipes for 'pop', which is no algorithm")]
    [InlineData("""{"ppo": {"Fresh-v0": {"steps": 5}}}""", "lacks lanes")]
    [InlineData("""{"ppo": {"Fresh-v0": {"steps": 5, "lanes": 8, "hyperparameters": {"gamma": 2}}}}""", "gamma is '2'")]
    [InlineData("""{"ppo": {"CartPole-v1": {"steps": 5, "lanes": 8}}}""", "the recipe of ppo for CartPole-v1")]
    public void Load_BadRecipes_SaysWhatIsWrongAndRegistersNothing(string recipes, string reason)
    {
        string path = Emit(nameof(Bodies.OneNew), "Fresh.dll");
        File.WriteAllText(InFolder("Fresh.recipes.json"), recipes);

        Refused(path, reason);
        Assert.False(_environments.TryGet("Fresh-v0", out _));
    }

    [Fact]
    public void LoadOfARun_FileIsGone_SaysHowToGoOn()
    {
        var error = Assert.Throws<PluginException>(() => _loader.Load([new PluginReference(InFolder("Gone.dll"), "00")]));

        Assert.Contains("does not exist any more; build it again, or name it with --plugin", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadOfARun_FileHasChanged_Warns()
    {
        string path = Emit(nameof(Bodies.OneNew));

        string warning = Assert.Single(_loader.Load([new PluginReference(path, "00")]));
        Assert.Contains("is not the file that the run was launched with", warning, StringComparison.Ordinal);
        Assert.True(_environments.TryGet("Fresh-v0", out _));
    }

    [Fact]
    public void LoadOfARun_SameFileElsewhere_StandsForIt()
    {
        var plugin = _loader.Load(Emit(nameof(Bodies.OneNew)));

        Assert.Empty(_loader.Load([new PluginReference($"/elsewhere/{Path.GetFileName(plugin.Path)}", plugin.Sha256)]));
    }

    private static MethodInfo Body(string name) => typeof(Bodies).GetMethod(name)!;

    private string InFolder(string name) => Path.Combine(_folder.Path, name);

    private string Emit(string body, string name = "Emitted.dll")
    {
        EmittedPlugin.Write(InFolder(name), Body(body));
        return InFolder(name);
    }

    private void Refused(string path, string reason)
    {
        var error = Assert.Throws<PluginException>(() => _loader.Load(path));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"plugin '{Path.GetFullPath(path)}' ", error.Message, StringComparison.Ordinal);
    }
}

/// <summary>What emitted plugins call.</summary>
public static class Bodies
{
    private static EnvironmentSpec Spec(string id) => new(id, BoxSpace.Uniform(0, 1, 1), new DiscreteSpace(2), 10, double.NaN, "");

    public static void Nothing(EnvironmentRegistry environments)
    {
    }

    public static void OneNew(EnvironmentRegistry environments) => environments.Register(Spec("Fresh-v0"), NotCreated);

    public static void OneNewAndOneTaken(EnvironmentRegistry environments)
    {
        OneNew(environments);
        environments.Register(Spec("CartPole-v1"), NotCreated);
    }

    public static void SameTwice(EnvironmentRegistry environments)
    {
        OneNew(environments);
        OneNew(environments);
    }

    public static void Throw(EnvironmentRegistry environments) => throw new InvalidOperationException("no licence");

    public static void NoDisplay() => throw new InvalidOperationException("no display");

    private static IVectorEnvironment NotCreated(int lanes) => throw new NotSupportedException();
}
