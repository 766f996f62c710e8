using System.Text.Json;

namespace RlOrleans.Environments.Service.Protocol;

/// <summary>Floats as JSON: the shortest digits that read back to the same bits. What JSON has no number for is null.</summary>
internal static class JsonFloats
{
    public static void WriteFloat(this Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }

    public static void WriteDouble(this Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }

    public static void WriteFloats(this Utf8JsonWriter json, ReadOnlySpan<float> values)
    {
        json.WriteStartArray();
        foreach (float value in values)
            json.WriteFloat(value);
        json.WriteEndArray();
    }
}
