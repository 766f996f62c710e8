using System.Globalization;
using System.Runtime.CompilerServices;

using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace RlOrleans.Runtime.Tests.Storage;

/// <summary>
/// A process that writes one state over and over, and prints the number of each write that was confirmed. It is this
/// assembly, started with a variable that makes it write instead of doing nothing.
/// </summary>
internal static class StateWriterProgram
{
    public const string RootVariable = "RLORLEANS_TEST_WRITE_STATES_TO";

#pragma warning disable CA2255 // The entry point of a test assembly is generated; this is the way in front of it.
    [ModuleInitializer]
    internal static void Run()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } root)
        {
            // A foreground thread outlives the entry point, and lets the initializer end first.
            new Thread(() => WriteAsync(root).GetAwaiter().GetResult()).Start();
        }
    }

    private static async Task WriteAsync(string root)
    {
        FileGrainStorage storage = new("files", new FileGrainStorageOptions { RootDirectory = root }, new Serializer(), TimeProvider.System);
        GrainId grain = GrainId.Create("run", "CartPole-v1/seed 1");
        GrainState<Progress> state = new();
        await storage.ReadStateAsync("progress", grain, state);
        state.State!.Note = new string('x', 200_000);
        while (true)
        {
            state.State.Steps++;
            await storage.WriteStateAsync("progress", grain, state);
            Console.WriteLine(state.State.Steps.ToString(CultureInfo.InvariantCulture));
        }
    }
}
