using System.Text.Json;

namespace RlOrleans.Environments.Service.Protocol;

/// <summary>Which lanes have no episode, and what their simulators failed of: <c>"lanes": [{"lane": 1, "reason": "…"}]</c>.</summary>
internal static class AbortReasons
{
    /// <summary>Writes those of the latest step.</summary>
    public static void Write(Utf8JsonWriter json, StepBatch step)
    {
        json.WriteStartArray("lanes"u8);
        for (int lane = 0; lane < step.LaneCount; lane++)
        {
            if (step.AbortReason(lane) is not { } reason)
                continue;
            json.WriteStartObject();
            json.WriteNumber("lane"u8, lane);
            json.WriteString("reason"u8, reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// Gives the lanes that a step aborted their reasons, as far as the source keeps to the protocol: they are for people, and
    /// the step stands without them.
    /// </summary>
    public static void Read(ReadOnlyMemory<byte> source, StepBatch step)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(source);
            foreach (JsonElement each in json.RootElement.GetProperty("lanes").EnumerateArray())
            {
                int lane = each.GetProperty("lane").GetInt32();
                if ((uint)lane < (uint)step.LaneCount && step.Aborted[lane] && each.GetProperty("reason").GetString() is { } reason)
                    step.Abort(lane, FailureText.OneLine(reason));
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Those that were read before it stand, too.
        }
    }
}
