using System.Text.Json;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Remote;

/// <summary>Makes environments of a service known to a registry, under their addresses.</summary>
public static class RemoteEnvironments
{
    /// <summary>Between addresses that share the lanes: a comma before the next scheme, since wrappers may have commas too.</summary>
    private const string Separator = ",http";

    /// <summary>Specs list a bound for each element of a space.</summary>
    private const int MaxSpecBytes = 64 << 20;

    /// <summary>Whoever names a service that is not there wants to know at once.</summary>
    private static readonly TimeSpan LongestLookUp = TimeSpan.FromSeconds(3);

    /// <summary>Whether an environment id is the address of a remote one.</summary>
    public static bool IsAddress(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || id.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Asks the service at an address what the environment is, and registers it with the address as its id. An address that is
    /// registered already is looked up and not asked again. Safe for concurrent use.
    /// </summary>
    /// <param name="registry">Where to register it.</param>
    /// <param name="address">
    /// <c>http://host:port/id</c>; <c>http://host:port</c> where the service has one environment only. Several addresses with
    /// commas between them share the lanes of each vector; they have to play the same.
    /// </param>
    /// <param name="options">How patient to be with the service. Default: <see cref="RemoteEnvironmentOptions"/> as it is.</param>
    /// <returns>The spec, whose id is <paramref name="address"/>.</returns>
    /// <exception cref="ArgumentException">The address is malformed or too long, or has no environment of that name.</exception>
    /// <exception cref="RemoteEnvironmentException">The service cannot be reached, or does not keep to the protocol.</exception>
    public static EnvironmentSpec Resolve(EnvironmentRegistry registry, string address, RemoteEnvironmentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(address);
        if (registry.TryGet(address, out EnvironmentSpec? known))
            return known;
        if (address.Contains(Separator, StringComparison.Ordinal))
            return ResolveAll(registry, address, options);
        IReadOnlyList<RemoteAddress> readings = RemoteAddress.Readings(address);
        if (readings.Count == 0)
            throw new ArgumentException($"'{address}' is no address of an environment, such as http://localhost:5000/CartPole-v1.", nameof(address));

        options ??= new RemoteEnvironmentOptions();
        (RemoteAddress found, string remoteId, EnvironmentSpec spec) = LookUp(readings, address, options);

        // Lives as long as the registry: whoever creates lanes needs it.
        var connection = new ServiceConnection(found.Service, options);
        try
        {
            registry.Register(spec, lanes => new RemoteVectorEnvironment(spec, remoteId, lanes, connection));
            return spec;
        }
        catch (ArgumentException) when (registry.TryGet(address, out known))
        {
            // Somebody else was quicker.
            connection.Dispose();
            return known;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static EnvironmentSpec ResolveAll(EnvironmentRegistry registry, string addresses, RemoteEnvironmentOptions? options)
    {
        EnvironmentSpec[] specs = [.. addresses.Replace(Separator, "\nhttp", StringComparison.Ordinal).Split('\n').Select(address => Resolve(registry, address, options))];
        foreach (EnvironmentSpec other in specs)
        {
            if (other with { Id = specs[0].Id } != specs[0])
                throw new ArgumentException($"{other.Id} and {specs[0].Id} do not play the same: {other} and {specs[0]}.", nameof(addresses));
        }

        EnvironmentSpec spec = specs[0] with { Id = addresses };
        TimeProvider time = (options ?? new RemoteEnvironmentOptions()).Time;
        IReadOnlyList<Func<int, IVectorEnvironment>> create = [.. specs.Select(one => (Func<int, IVectorEnvironment>)(lanes => registry.Create(one.Id, lanes)))];
        try
        {
            registry.Register(spec, lanes => new PartitionedEnvironment(spec, lanes, create, time));
            return spec;
        }
        catch (ArgumentException) when (registry.TryGet(addresses, out EnvironmentSpec? known))
        {
            // Somebody else was quicker.
            return known;
        }
    }

    private static (RemoteAddress Address, string RemoteId, EnvironmentSpec Spec) LookUp(
        IReadOnlyList<RemoteAddress> readings, string id, RemoteEnvironmentOptions options)
    {
        ArgumentException? first = null;
        foreach (RemoteAddress reading in readings)
        {
            try
            {
                (string remoteId, EnvironmentSpec spec) = LookUp(reading, id, options);
                return (reading, remoteId, spec);
            }
            catch (ArgumentException exception)
            {
                // Of several refusals, that of the service at the root says most.
                first ??= exception;
            }
        }

        throw first!;
    }

    private static (string RemoteId, EnvironmentSpec Spec) LookUp(RemoteAddress address, string id, RemoteEnvironmentOptions options)
    {
        TimeSpan patience = options.GiveUpAfter < LongestLookUp ? options.GiveUpAfter : LongestLookUp;
        using var connection = new ServiceConnection(address.Service, options with { GiveUpAfter = patience });
        using var answer = new PooledBuffer();
        try
        {
            connection.Send(new ServiceRequest(HttpMethod.Get, connection.At(address.SpecPath), MaxSpecBytes), answer);
            using JsonDocument json = JsonDocument.Parse(answer.Memory);
            JsonElement spec = address.Environment is null ? Only(json.RootElement, address) : json.RootElement;
            string remoteId = address.Environment ?? spec.GetProperty("id").GetString()!;
            return (remoteId, SpecJson.Read(spec, id));
        }
        catch (ServiceProblemException problem) when (problem.Status == 404)
        {
            throw new ArgumentException($"{address.Service}: {problem.Message}", problem);
        }
        catch (ServiceProblemException problem)
        {
            throw new RemoteEnvironmentException($"{id}: {problem.Message}", problem.Code, problem);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException)
        {
            throw new RemoteEnvironmentException($"{id} does not keep to the protocol: {exception.Message}", null, exception);
        }
    }

    private static JsonElement Only(JsonElement list, RemoteAddress address)
    {
        JsonElement environments = list.GetProperty("environments");
        if (environments.GetArrayLength() == 1)
            return environments[0];
        string ids = string.Join(", ", environments.EnumerateArray().Take(8).Select(spec => spec.GetProperty("id").GetString()));
        throw new ArgumentException($"{address.Service} serves {environments.GetArrayLength()} environments; add one to the address: {ids}.");
    }
}
