using RlOrleans.Environments;
using RlOrleans.Environments.Service.Remote;
using RlOrleans.Runs;

namespace RlOrleans.Client.Runs;

/// <summary>Environments that are named by their address: they are looked up before a run needs them.</summary>
internal static class RemoteEnvironmentIds
{
    /// <summary>Registers the environment under its address; does nothing for an id that is none.</summary>
    /// <exception cref="InvalidRequestException">The address is malformed, or has no such environment.</exception>
    /// <exception cref="RemoteEnvironmentException">The service cannot be reached, or does not keep to the protocol.</exception>
    public static void Register(string environment)
    {
        // Without an address nothing of the service is loaded: that would show in the start-up time.
        if (!environment.Contains("://", StringComparison.Ordinal) || !RemoteEnvironments.IsAddress(environment))
            return;
        environment = WrappedName.Split(environment).Id;
        try
        {
            RemoteEnvironments.Resolve(EnvironmentRegistry.Default, environment);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidRequestException([new FieldError("environment", environment, exception.Message)]);
        }
    }
}
