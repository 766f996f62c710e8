using System.Globalization;

namespace RlOrleans.Environments.Service.Sync;

/// <summary>Takes environments of a process into a lock-step.</summary>
public static class LockStep
{
    /// <summary>
    /// A registry with the same environments, of which each vector that is created is a member of its own: "name/0",
    /// "name/1" and so on.
    /// </summary>
    /// <exception cref="ArgumentException">An option is not allowed.</exception>
    public static EnvironmentRegistry Join(EnvironmentRegistry registry, LockStepOptions options)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        int members = 0;
        return registry.WithEach(lanes => new LockStepEnvironment(
            lanes, options, string.Create(CultureInfo.InvariantCulture, $"{options.Name}/{Interlocked.Increment(ref members) - 1}")));
    }
}
