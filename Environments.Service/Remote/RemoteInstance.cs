using System.Buffers;
using System.Text.Json;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Remote;

/// <summary>One instance at a service, and the number of the latest command that it was given.</summary>
/// <remarks>Methods throw <see cref="ServiceProblemException"/> where the service refuses.</remarks>
internal sealed class RemoteInstance : IDisposable
{
    /// <summary>Specs list a bound for each element of a space.</summary>
    private const int MaxJsonBytes = 64 << 20;

    private const int MaxSnapshotBytes = 1 << 30;
    private const int MaxReasonBytes = 4 << 20;
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 8 };

    private readonly ServiceConnection _connection;
    private readonly PooledBuffer _answer = new();
    private readonly PooledBuffer _body = new();
    private readonly string _path;
    private readonly Uri _step;
    private readonly int _lanes;

    // Why lanes have no episode.
    private readonly string?[] _reasons;
    private ulong _sequence;

    private RemoteInstance(ServiceConnection connection, string id, int lanes)
    {
        _connection = connection;
        _path = $"instances/{Uri.EscapeDataString(id)}";
        _step = connection.At($"{_path}/step");
        _lanes = lanes;
        _reasons = new string?[lanes];
    }

    /// <summary>Creates lanes of an environment.</summary>
    /// <exception cref="RemoteEnvironmentException">The service plays another environment under the id than <paramref name="spec"/> says.</exception>
    public static RemoteInstance Create(ServiceConnection connection, string environment, EnvironmentSpec spec, int lanes, EnvironmentSeed seed)
    {
        using var answer = new PooledBuffer();
        ReadOnlyMemory<byte> body = Json(json =>
        {
            json.WriteString("environment"u8, environment);
            json.WriteNumber("lanes"u8, lanes);
            WriteSeed(json, seed);
        });
        connection.Send(
            new ServiceRequest(HttpMethod.Post, connection.At("instances"), MaxJsonBytes) { Body = body, BodyType = ServiceRequest.Json }, answer);
        try
        {
            using JsonDocument json = JsonDocument.Parse(answer.Memory, Shallow);
            if (!json.RootElement.TryGetProperty("instance", out JsonElement id) || id.ValueKind != JsonValueKind.String)
                throw new InvalidDataException("The created instance has no name.");
            EnvironmentSpec played = SpecJson.Read(json.RootElement.GetProperty("environment"), spec.Id);
            if (!played.ObservationSpace.Equals(spec.ObservationSpace) || !played.ActionSpace.Equals(spec.ActionSpace) || played.MaxEpisodeSteps != spec.MaxEpisodeSteps)
                throw new InvalidDataException($"It has {played.ObservationSpace} and {played.ActionSpace} now, and had {spec.ObservationSpace} and {spec.ActionSpace}.");
            return new RemoteInstance(connection, id.GetString()!, lanes);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException)
        {
            throw new RemoteEnvironmentException($"The environment service at {spec.Id} does not keep to the protocol: {exception.Message}", null, exception);
        }
    }

    /// <summary>Starts episode 0 in every lane.</summary>
    public void Reset(EnvironmentSeed seed, Span<float> observations)
    {
        ulong sequence = _sequence + 1;
        ReadOnlyMemory<byte> body = Json(json =>
        {
            json.WriteNumber("sequence"u8, sequence);
            WriteSeed(json, seed);
        });
        SendForObservations($"{_path}/reset", body, sequence, observations);
        Array.Clear(_reasons);
    }

    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        ulong sequence = _sequence + 1;
        ReadOnlyMemory<byte> body = Json(json =>
        {
            json.WriteNumber("sequence"u8, sequence);
            json.WriteNumber("episode"u8, episode);
        });
        SendForObservations($"{_path}/lanes/{lane}/reset", body, sequence, observation);
        _reasons[lane] = null;
    }

    /// <summary>Takes a step; whether its rewards came with returns.</summary>
    public bool Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        BinaryLayout.WriteActions(_body.Begin(BinaryLayout.SequenceBytes + actions.Length * sizeof(float)), _sequence + 1, actions);
        int most = BinaryLayout.StepBytes(_lanes, result.ObservationSize, _lanes) + BinaryLayout.ReturnsBytes(_lanes);
        var request = new ServiceRequest(HttpMethod.Post, _step, most) { Body = _body.Memory, BodyType = ServiceRequest.Binary, AcceptsReturns = true };
        _connection.Send(request, _answer);
        bool hasReturns;
        try
        {
            hasReturns = BinaryLayout.ReadStep(_answer.Span, result);
        }
        catch (InvalidDataException exception)
        {
            throw OffProtocol(exception.Message);
        }

        Advance(_sequence + 1);
        if (Array.IndexOf(result.Aborted, true) >= 0)
            Explain(result);
        return hasReturns;
    }

    /// <summary>The state of all lanes, in the service's own form.</summary>
    public byte[] Snapshot()
    {
        _connection.Send(new ServiceRequest(HttpMethod.Get, _connection.At($"{_path}/snapshot"), MaxSnapshotBytes) { AcceptsBinary = true }, _answer);
        return _answer.Span.ToArray();
    }

    public void Restore(byte[] snapshot)
    {
        ulong sequence = _sequence + 1;
        var request = new ServiceRequest(HttpMethod.Put, _connection.At($"{_path}/snapshot?sequence={sequence}"), MaxJsonBytes)
        {
            Body = snapshot,
            BodyType = ServiceRequest.Binary,
        };
        _connection.Send(request, _answer);
        _sequence = sequence;
        Array.Clear(_reasons);
    }

    /// <summary>Closes the instance, if the service can still be reached.</summary>
    public void Dispose()
    {
        // What nobody closes expires by itself.
        _connection.Attempt(new ServiceRequest(HttpMethod.Delete, _connection.At(_path), 0), _answer);
        Abandon();
    }

    /// <summary>Gives up an instance that the service does not know any more.</summary>
    public void Abandon()
    {
        _answer.Dispose();
        _body.Dispose();
    }

    // Asks once for the reason of each lane, and tells it in every step until the lane has an episode. A service need not know.
    private void Explain(StepBatch result)
    {
        bool asks = false;
        for (int lane = 0; lane < _lanes; lane++)
        {
            if (result.Aborted[lane] && _reasons[lane] is { } known)
                result.Abort(lane, known);
            else
                asks |= result.Aborted[lane];
        }

        if (!asks)
            return;
        var request = new ServiceRequest(HttpMethod.Get, _connection.At($"{_path}/aborted"), MaxReasonBytes);
        if (_connection.Attempt(request, _answer))
            AbortReasons.Read(_answer.Memory, result);
        for (int lane = 0; lane < _lanes; lane++)
            _reasons[lane] = result.AbortReason(lane);
    }

    private void SendForObservations(string path, ReadOnlyMemory<byte> body, ulong sequence, Span<float> observations)
    {
        int length = BinaryLayout.ObservationsBytes(observations.Length);
        var request = new ServiceRequest(HttpMethod.Post, _connection.At(path), length) { Body = body, BodyType = ServiceRequest.Json, AcceptsBinary = true };
        _connection.Send(request, _answer);
        if (_answer.Length != length)
            throw OffProtocol($"Observations take {length} bytes, not {_answer.Length}.");
        BinaryLayout.ReadFloatsAfterSequence(_answer.Span, observations);
        Advance(sequence);
    }

    private void Advance(ulong sequence)
    {
        ulong answered = BinaryLayout.ReadSequence(_answer.Span);
        if (answered != sequence)
            throw OffProtocol($"Command {sequence} was answered as {answered}.");
        _sequence = sequence;
    }

    private RemoteEnvironmentException OffProtocol(string message) => new($"{_connection.At(_path)} does not keep to the protocol: {message}");

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteSeed(Utf8JsonWriter json, in EnvironmentSeed seed)
    {
        json.WriteNumber("seed"u8, seed.Seed);
        json.WriteNumber("purpose"u8, seed.Purpose);
        json.WriteNumber("agent"u8, seed.Agent);
        json.WriteNumber("first_lane"u8, seed.FirstLane);
    }
}
