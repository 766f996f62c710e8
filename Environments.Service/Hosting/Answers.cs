using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>Writes what commands gave, in the form that the caller accepts. Written under the instance's turn, sent after it.</summary>
internal static class Answers
{
    /// <summary>Whether the caller wants bytes rather than JSON.</summary>
    public static bool WantsBinary(HttpRequest request)
    {
        foreach (string? accept in request.Headers.Accept)
        {
            if (accept is not null && accept.Contains(MediaTypes.Binary, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>The first observations of all lanes.</summary>
    public static void WriteReset(HttpContext context, HostedEnvironment instance)
    {
        if (WantsBinary(context.Request))
        {
            WriteBinary(context.Response, instance.Sequence, instance.Batch.Observations);
            return;
        }

        WriteJson(context.Response, instance, static (json, instance) =>
        {
            json.WriteNumber("sequence"u8, instance.Sequence);
            WriteRows(json, "observations", instance.Batch.Observations, instance.Batch.ObservationSize);
            WriteEpisodes(json, instance);
        });
    }

    /// <summary>The first observation of one lane.</summary>
    public static void WriteLaneReset(HttpContext context, HostedEnvironment instance, int lane)
    {
        int size = instance.Batch.ObservationSize;
        if (WantsBinary(context.Request))
        {
            WriteBinary(context.Response, instance.Sequence, instance.Batch.Observations.AsSpan(lane * size, size));
            return;
        }

        WriteJson(context.Response, (instance, lane), static (json, answer) =>
        {
            StepBatch batch = answer.instance.Batch;
            json.WriteNumber("sequence"u8, answer.instance.Sequence);
            json.WriteNumber("episode"u8, answer.instance.Episodes[answer.lane]);
            json.WritePropertyName("observation"u8);
            json.WriteFloats(batch.Observations.AsSpan(answer.lane * batch.ObservationSize, batch.ObservationSize));
        });
    }

    /// <summary>A step of all lanes.</summary>
    public static void WriteStep(HttpContext context, HostedEnvironment instance)
    {
        HttpResponse response = context.Response;
        if (WantsBinary(context.Request))
        {
            StepBatch batch = instance.Batch;
            bool withReturns = !batch.Returns.IsEmpty && ReadsReturns(context.Request);
            int length = BinaryLayout.StepBytes(batch.LaneCount, batch.ObservationSize, BinaryLayout.CountEnded(batch))
                + (withReturns ? BinaryLayout.ReturnsBytes(batch.LaneCount) : 0);
            response.ContentType = MediaTypes.Binary;
            response.ContentLength = length;
            BinaryLayout.WriteStep(response.BodyWriter.GetSpan(length), instance.Sequence, batch, withReturns);
            response.BodyWriter.Advance(length);
            return;
        }

        response.ContentType = MediaTypes.Json;
        using var json = new Utf8JsonWriter(response.BodyWriter);
        WriteStep(json, instance);
    }

    /// <summary>A step of all lanes as one object.</summary>
    public static void WriteStep(Utf8JsonWriter json, HostedEnvironment instance)
    {
        StepBatch batch = instance.Batch;
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, instance.Sequence);
        WriteRows(json, "observations", batch.Observations, batch.ObservationSize);
        json.WritePropertyName("rewards"u8);
        json.WriteFloats(batch.Rewards);
        if (!batch.Returns.IsEmpty)
            WriteReturns(json, batch.Returns);
        WriteFlags(json, "terminated", batch.Terminated);
        WriteFlags(json, "truncated", batch.Truncated);
        WriteFlags(json, "aborted", batch.Aborted);
        json.WriteStartArray("final_observations"u8);
        for (int lane = 0; lane < batch.LaneCount; lane++)
            WriteFinal(json, batch, lane);
        json.WriteEndArray();
        WriteEpisodes(json, instance);
        json.WriteEndObject();
    }

    /// <summary>A step of one lane as one object.</summary>
    public static void WriteLaneStep(Utf8JsonWriter json, HostedEnvironment instance, int lane)
    {
        StepBatch batch = instance.Batch;
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, instance.Sequence);
        json.WriteNumber("lane"u8, lane);
        json.WriteNumber("episode"u8, instance.Episodes[lane]);
        json.WritePropertyName("observation"u8);
        json.WriteFloats(batch.Observations.AsSpan(lane * batch.ObservationSize, batch.ObservationSize));
        json.WritePropertyName("reward"u8);
        json.WriteFloat(batch.Rewards[lane]);
        if (!batch.Returns.IsEmpty)
        {
            json.WritePropertyName("return"u8);
            json.WriteDouble(batch.Returns[lane]);
        }

        json.WriteBoolean("terminated"u8, batch.Terminated[lane]);
        json.WriteBoolean("truncated"u8, batch.Truncated[lane]);
        json.WriteBoolean("aborted"u8, batch.Aborted[lane]);
        json.WritePropertyName("final_observation"u8);
        WriteFinal(json, batch, lane);
        json.WriteEndObject();
    }

    /// <summary>What an instance is, and where it stands.</summary>
    public static void WriteInstance(HttpContext context, HostedEnvironment instance)
        => WriteJson(context.Response, instance, static (json, instance) =>
        {
            json.WriteString("instance"u8, instance.Id);
            json.WritePropertyName("environment"u8);
            SpecJson.Write(json, instance.Spec);
            json.WriteNumber("lanes"u8, instance.LaneCount);
            json.WriteNumber("sequence"u8, instance.Sequence);
            json.WriteBoolean("started"u8, instance.Started);
            json.WriteNumber("seed"u8, instance.Seed.Seed);
            json.WriteNumber("purpose"u8, instance.Seed.Purpose);
            json.WriteNumber("agent"u8, instance.Seed.Agent);
            json.WriteNumber("first_lane"u8, instance.Seed.FirstLane);
        });

    /// <summary>Where an instance stands after a restore.</summary>
    public static void WriteRestored(HttpContext context, HostedEnvironment instance)
        => WriteJson(context.Response, instance, static (json, instance) =>
        {
            json.WriteNumber("sequence"u8, instance.Sequence);
            WriteEpisodes(json, instance);
        });

    /// <summary>Why lanes have no episode.</summary>
    public static void WriteAborted(HttpContext context, HostedEnvironment instance)
        => WriteJson(context.Response, instance, static (json, instance) =>
        {
            json.WriteNumber("sequence"u8, instance.Sequence);
            AbortReasons.Write(json, instance.Batch);
        });

    /// <summary>One JSON object.</summary>
    public static void WriteJson<T>(HttpResponse response, T state, Action<Utf8JsonWriter, T> write)
    {
        response.ContentType = MediaTypes.Json;
        using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        write(json, state);
        json.WriteEndObject();
    }

    // Whether the caller of a step can read returns among the bytes.
    private static bool ReadsReturns(HttpRequest request)
    {
        foreach (string? accept in request.Headers.Accept)
        {
            if (accept is not null && accept.Contains($"{MediaTypes.ReturnsParameter}={MediaTypes.ReturnsFormat}", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static void WriteBinary(HttpResponse response, ulong sequence, ReadOnlySpan<float> observations)
    {
        int length = BinaryLayout.ObservationsBytes(observations.Length);
        response.ContentType = MediaTypes.Binary;
        response.ContentLength = length;
        BinaryLayout.WriteObservations(response.BodyWriter.GetSpan(length), sequence, observations);
        response.BodyWriter.Advance(length);
    }

    private static void WriteFinal(Utf8JsonWriter json, StepBatch batch, int lane)
    {
        if (BinaryLayout.HasFinalObservation(batch, lane))
            json.WriteFloats(batch.FinalObservations.AsSpan(lane * batch.ObservationSize, batch.ObservationSize));
        else
            json.WriteNullValue();
    }

    private static void WriteRows(Utf8JsonWriter json, string name, ReadOnlySpan<float> values, int size)
    {
        json.WriteStartArray(name);
        for (; !values.IsEmpty; values = values[size..])
            json.WriteFloats(values[..size]);
        json.WriteEndArray();
    }

    private static void WriteReturns(Utf8JsonWriter json, ReadOnlySpan<double> returns)
    {
        json.WriteStartArray("returns"u8);
        foreach (double sum in returns)
            json.WriteDouble(sum);
        json.WriteEndArray();
    }

    private static void WriteFlags(Utf8JsonWriter json, string name, ReadOnlySpan<bool> flags)
    {
        json.WriteStartArray(name);
        foreach (bool flag in flags)
            json.WriteBooleanValue(flag);
        json.WriteEndArray();
    }

    private static void WriteEpisodes(Utf8JsonWriter json, HostedEnvironment instance)
    {
        json.WriteStartArray("episodes"u8);
        foreach (uint episode in instance.Episodes)
            json.WriteNumberValue(episode);
        json.WriteEndArray();
    }
}
