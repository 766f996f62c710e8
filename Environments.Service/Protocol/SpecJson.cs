using System.Collections.Immutable;
using System.Text.Json;

namespace RlOrleans.Environments.Service.Protocol;

/// <summary>
/// Specs and spaces as JSON. A bound that does not exist (an infinity) is null; a box whose bounds are all alike may
/// give one number instead of an array.
/// </summary>
internal static class SpecJson
{
    public static void Write(Utf8JsonWriter json, EnvironmentSpec spec)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, spec.Id);
        json.WritePropertyName("observation_space"u8);
        Write(json, spec.ObservationSpace);
        json.WritePropertyName("action_space"u8);
        Write(json, spec.ActionSpace);
        json.WriteNumber("max_episode_steps"u8, spec.MaxEpisodeSteps);
        if (double.IsFinite(spec.RewardThreshold))
            json.WriteNumber("reward_threshold"u8, spec.RewardThreshold);
        else
            json.WriteNull("reward_threshold"u8);
        json.WriteString("summary"u8, spec.Summary);
        json.WriteEndObject();
    }

    /// <summary>Reads a spec, under another id than the one it carries.</summary>
    /// <exception cref="InvalidDataException">Something is missing or not allowed; the message names the field.</exception>
    public static EnvironmentSpec Read(JsonElement json, string id)
    {
        Require(json, JsonValueKind.Object, "environment");
        return new EnvironmentSpec(
            id,
            ReadSpace(Member(json, "observation_space"), "observation_space"),
            ReadSpace(Member(json, "action_space"), "action_space"),
            ReadInt32(Member(json, "max_episode_steps"), "max_episode_steps"),
            json.TryGetProperty("reward_threshold", out JsonElement threshold) && threshold.ValueKind == JsonValueKind.Number
                ? threshold.GetDouble()
                : double.NaN,
            json.TryGetProperty("summary", out JsonElement summary) && summary.ValueKind == JsonValueKind.String
                ? summary.GetString()!
                : $"Played by the environment service at {id}.");
    }

    private static void Write(Utf8JsonWriter json, Space space)
    {
        json.WriteStartObject();
        switch (space)
        {
            case DiscreteSpace discrete:
                json.WriteString("kind"u8, "discrete"u8);
                json.WriteNumber("count"u8, discrete.Count);
                break;
            case MultiDiscreteSpace several:
                json.WriteString("kind"u8, "multi_discrete"u8);
                json.WriteStartArray("counts"u8);
                foreach (int count in several.Counts)
                    json.WriteNumberValue(count);
                json.WriteEndArray();
                break;
            case BoxSpace box:
                json.WriteString("kind"u8, "box"u8);
                json.WriteStartArray("shape"u8);
                foreach (int extent in box.Shape)
                    json.WriteNumberValue(extent);
                json.WriteEndArray();
                WriteBounds(json, "low", box.Low);
                WriteBounds(json, "high", box.High);
                break;
            default:
                throw new NotSupportedException($"The environment protocol has no form for the space {space}.");
        }

        json.WriteEndObject();
    }

    private static void WriteBounds(Utf8JsonWriter json, string name, ImmutableArray<float> bounds)
    {
        json.WritePropertyName(name);
        if (bounds.AsSpan().IndexOfAnyExcept(bounds[0]) < 0)
        {
            json.WriteFloat(bounds[0]);
            return;
        }

        json.WriteFloats(bounds.AsSpan());
    }

    private static Space ReadSpace(JsonElement json, string field)
    {
        Require(json, JsonValueKind.Object, field);
        JsonElement kind = Member(json, "kind", field);
        Require(kind, JsonValueKind.String, $"{field}.kind");
        try
        {
            return kind.GetString() switch
            {
                "discrete" => new DiscreteSpace(ReadInt32(Member(json, "count", field), $"{field}.count")),
                "multi_discrete" => ReadMultiDiscrete(json, field),
                "box" => ReadBox(json, field),
                var other => throw new InvalidDataException($"{field}.kind is '{other}'; discrete, multi_discrete and box are known."),
            };
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{field}: {exception.Message}", exception);
        }
    }

    private static MultiDiscreteSpace ReadMultiDiscrete(JsonElement json, string field)
    {
        JsonElement counts = Member(json, "counts", field);
        Require(counts, JsonValueKind.Array, $"{field}.counts");
        return new MultiDiscreteSpace([.. counts.EnumerateArray().Select(count => ReadInt32(count, $"{field}.counts"))]);
    }

    private static BoxSpace ReadBox(JsonElement json, string field)
    {
        JsonElement shape = Member(json, "shape", field);
        Require(shape, JsonValueKind.Array, $"{field}.shape");
        ImmutableArray<int> extents = [.. shape.EnumerateArray().Select(extent => ReadInt32(extent, $"{field}.shape"))];
        long size = 1;
        foreach (int extent in extents)
            size = Math.Clamp(size * Math.Max(extent, 0), 0, 1L << 32);

        // BoxSpace refuses what is larger; the bounds of such a box must not be made first.
        if (size > 1 << 24)
            throw new InvalidDataException($"{field}.shape has more than 2^24 elements.");
        return new BoxSpace(
            extents,
            ReadBounds(Member(json, "low", field), (int)size, float.NegativeInfinity, $"{field}.low"),
            ReadBounds(Member(json, "high", field), (int)size, float.PositiveInfinity, $"{field}.high"));
    }

    private static ImmutableArray<float> ReadBounds(JsonElement json, int size, float none, string field) => json.ValueKind switch
    {
        JsonValueKind.Array => [.. json.EnumerateArray().Select(bound => ReadBound(bound, none, field))],
        _ => [.. Enumerable.Repeat(ReadBound(json, none, field), size)],
    };

    private static float ReadBound(JsonElement json, float none, string field) => json.ValueKind switch
    {
        JsonValueKind.Null => none,
        JsonValueKind.Number => json.GetSingle(),
        _ => throw new InvalidDataException($"{field} has {json.GetRawText()}; a bound is a number or null."),
    };

    private static int ReadInt32(JsonElement json, string field)
        => json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out int value)
            ? value
            : throw new InvalidDataException($"{field} is {json.GetRawText()}; a whole number is needed.");

    private static JsonElement Member(JsonElement json, string name, string? parent = null)
        => json.TryGetProperty(name, out JsonElement member)
            ? member
            : throw new InvalidDataException($"{(parent is null ? name : $"{parent}.{name}")} is missing.");

    private static void Require(JsonElement json, JsonValueKind kind, string field)
    {
        if (json.ValueKind != kind)
            throw new InvalidDataException($"{field} is not a JSON {kind.ToString().ToLowerInvariant()}.");
    }
}
