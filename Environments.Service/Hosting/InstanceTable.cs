using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>The instances of a service: how many there may be, and when they expire.</summary>
internal sealed partial class InstanceTable : IAsyncDisposable
{
    private static readonly TimeSpan LongestSweep = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, HostedEnvironment> _instances = new(StringComparer.Ordinal);
    private readonly EnvironmentRegistry _registry;
    private readonly EnvironmentServiceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _sweep;
    private readonly Lock _reservations = new();
    private int _reservedInstances;
    private long _reservedBytes;

    public InstanceTable(EnvironmentRegistry registry, EnvironmentServiceOptions options, TimeProvider time, ILogger logger)
    {
        _registry = registry;
        _options = options;
        _time = time;
        _logger = logger;
        TimeSpan period = options.IdleTimeout / 4 < LongestSweep ? options.IdleTimeout / 4 : LongestSweep;
        _sweep = time.CreateTimer(_ => CloseIdle(), null, period, period);
    }

    public int Count => _instances.Count;

    public long LaneCount => _instances.Values.Sum(instance => (long)instance.LaneCount);

    /// <summary>Creates an instance of an environment that is known to be served.</summary>
    /// <exception cref="ProblemException">A limit is reached, or the environment cannot be created.</exception>
    public HostedEnvironment Create(EnvironmentSpec spec, int lanes, in EnvironmentSeed seed)
    {
        long bytes = ObservationBytes(spec, lanes);
        Reserve(bytes);
        try
        {
            IVectorEnvironment environment;
            try
            {
                environment = _registry.Create(spec.Id, lanes);
            }
            catch (Exception exception)
            {
                LogNotCreated(spec.Id, lanes, exception);
                throw new ProblemException(
                    StatusCodes.Status500InternalServerError, ProblemCode.EnvironmentFailed, $"The environment {spec.Id} could not be created: {exception.Message}");
            }

            var instance = new HostedEnvironment(Guid.NewGuid().ToString("N"), environment, seed, _options.MaxStreams, _time);
            _instances[instance.Id] = instance;
            return instance;
        }
        catch
        {
            Free(bytes);
            throw;
        }
    }

    /// <exception cref="ProblemException">There is no such instance.</exception>
    public HostedEnvironment Get(string id)
        => _instances.TryGetValue(id, out HostedEnvironment? instance) ? instance : throw HostedEnvironment.Unknown(id);

    /// <exception cref="ProblemException">There is no such instance.</exception>
    public async ValueTask Close(string id)
    {
        if (!_instances.TryRemove(id, out HostedEnvironment? instance))
            throw HostedEnvironment.Unknown(id);
        await Close(instance);
    }

    /// <summary>Closes all instances. One that hangs in a step is left to the end of the process.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        var closing = new List<Task>();
        foreach (string id in _instances.Keys)
        {
            if (_instances.TryRemove(id, out HostedEnvironment? instance))
                closing.Add(Close(instance).AsTask());
        }

        try
        {
            await Task.WhenAll(closing).WaitAsync(LongestClose, _time);
        }
        catch (TimeoutException)
        {
            LogHanging(closing.Count(task => !task.IsCompleted));
        }
    }

    /// <summary>The current and the final observations, which are what an instance certainly holds.</summary>
    private static long ObservationBytes(EnvironmentSpec spec, int lanes) => 2L * sizeof(float) * spec.ObservationSpace.Size * lanes;

    private async ValueTask Close(HostedEnvironment instance)
    {
        if (await instance.Close())
            Free(ObservationBytes(instance.Spec, instance.LaneCount));
    }

    private void CloseIdle()
    {
        foreach ((string id, HostedEnvironment instance) in _instances)
        {
            // Whoever closes it accounts for it, whether or not its client has taken it from the table meanwhile.
            if (instance.CloseIfIdle(_options.IdleTimeout))
            {
                _instances.TryRemove(id, out _);
                Free(ObservationBytes(instance.Spec, instance.LaneCount));
                LogExpired(id, instance.Spec.Id, _options.IdleTimeout);
            }
        }
    }

    private void Reserve(long bytes)
    {
        lock (_reservations)
        {
            if (_reservedInstances >= _options.MaxInstances)
                throw Limit($"The service has {_options.MaxInstances} instances already, which is its limit.");
            if (_reservedBytes + bytes > _options.MaxObservationBytes)
            {
                throw Limit(
                    $"The observations of these lanes take {bytes} bytes, and {_options.MaxObservationBytes - _reservedBytes} of the service's {_options.MaxObservationBytes} are left.");
            }

            _reservedInstances++;
            _reservedBytes += bytes;
        }

        static ProblemException Limit(string message)
            => new(StatusCodes.Status429TooManyRequests, ProblemCode.LimitReached, message, new FieldProblem("lanes", null, message));
    }

    private void Free(long bytes)
    {
        lock (_reservations)
        {
            _reservedInstances--;
            _reservedBytes -= bytes;
        }
    }

    [LoggerMessage(LogLevel.Information, "Instance {Instance} of {Environment} was not used for {Limit}, and is closed.")]
    private partial void LogExpired(string instance, string environment, TimeSpan limit);

    [LoggerMessage(LogLevel.Warning, "{Count} instances were still busy at the end, and were not closed.")]
    private partial void LogHanging(int count);

    [LoggerMessage(LogLevel.Error, "{Environment} with {Lanes} lanes could not be created; the caller was told so.")]
    private partial void LogNotCreated(string environment, int lanes, Exception exception);
}
