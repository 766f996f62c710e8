namespace RlOrleans.Environments;

/// <summary>A simulator of an <see cref="IsolatedEnvironment"/> gave what is no number, or could not be started.</summary>
/// <param name="environment">The environment's id.</param>
/// <param name="lane">Its lane.</param>
/// <param name="failure">What it failed of, as a sentence.</param>
internal sealed class SimulatorFailedException(string environment, int lane, string failure)
    : InvalidOperationException($"lane {lane} of {environment}: {failure}")
{
    public string Failure => failure;
}
