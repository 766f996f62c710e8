using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace RlOrleans.Learning;

/// <summary>A <see cref="PolicySpec"/> as JSON: in the header of policy files, and wherever a policy travels.</summary>
public static class PolicySpecJson
{
    /// <summary>The spec as one line of JSON.</summary>
    public static string Format(PolicySpec spec)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, spec);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no spec, or of a kind that this version does not know.</exception>
    public static PolicySpec Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"The description of a policy cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the spec as an object.</summary>
    public static void Write(Utf8JsonWriter writer, PolicySpec spec)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(spec);
        writer.WriteStartObject();
        WriteNumbers(writer, "observation", [spec.Observation.Height, spec.Observation.Width, spec.Observation.Channels]);
        WriteAction(writer, spec.Action);
        writer.WriteStartObject("head");
        writer.WriteString("kind", spec.Head.Kind.ToString());
        writer.WriteNumber("quantiles", spec.Head.Quantiles);
        writer.WriteBoolean("duelling", spec.Head.Duelling);
        writer.WriteNumber("noise_hold", spec.Head.NoiseHold);
        writer.WriteEndObject();
        writer.WriteString("net_arch", LayerSpec.Format(spec.NetArch));
        writer.WriteString("activation", spec.Activation.ToString());
        writer.WriteBoolean("shares_critic", spec.SharesCritic);
        writer.WriteBoolean("normalises_observations", spec.NormalisesObservations);
        writer.WriteEndObject();
    }

    internal static PolicySpec Read(JsonElement element)
    {
        int[] shape = [.. element.GetProperty("observation").EnumerateArray().Select(extent => extent.GetInt32())];
        JsonElement head = element.GetProperty("head");
        if (!LayerCatalog.TryParse(element.GetProperty("net_arch").GetString()!, out ImmutableArray<LayerSpec> layers))
            throw new InvalidDataException($"The policy has the network '{element.GetProperty("net_arch")}', which this program does not know.");
        return new PolicySpec(
            new TensorShape(shape[0], shape[1], shape[2]),
            ReadAction(element.GetProperty("action")),
            new HeadSpec(
                ReadEnum<HeadKind>(head, "kind"), head.GetProperty("quantiles").GetInt32(), head.GetProperty("duelling").GetBoolean(),
                head.GetProperty("noise_hold").GetInt32()),
            layers,
            ReadEnum<Activation>(element, "activation"))
        {
            SharesCritic = element.GetProperty("shares_critic").GetBoolean(),
            NormalisesObservations = element.GetProperty("normalises_observations").GetBoolean(),
        };
    }

    private static void WriteAction(Utf8JsonWriter writer, ActionSpec action)
    {
        writer.WriteStartObject("action");
        switch (action)
        {
            case DiscreteActionSpec discrete:
                writer.WriteString("kind", "discrete");
                writer.WriteNumber("count", discrete.Count);
                break;
            case MultiDiscreteActionSpec multi:
                writer.WriteString("kind", "multi-discrete");
                WriteNumbers(writer, "counts", multi.Counts);
                break;
            case ContinuousActionSpec continuous:
                writer.WriteString("kind", "continuous");
                WriteNumbers(writer, "low", continuous.Low);
                WriteNumbers(writer, "high", continuous.High);
                break;
            default:
                throw new NotSupportedException($"Actions of kind {action.GetType().Name} have no JSON.");
        }

        writer.WriteEndObject();
    }

    private static ActionSpec ReadAction(JsonElement action) => action.GetProperty("kind").GetString() switch
    {
        "discrete" => new DiscreteActionSpec(action.GetProperty("count").GetInt32()),
        "multi-discrete" => new MultiDiscreteActionSpec([.. action.GetProperty("counts").EnumerateArray().Select(count => count.GetInt32())]),
        "continuous" => new ContinuousActionSpec(
            [.. action.GetProperty("low").EnumerateArray().Select(bound => bound.GetSingle())],
            [.. action.GetProperty("high").EnumerateArray().Select(bound => bound.GetSingle())]),
        var kind => throw new InvalidDataException($"The policy has actions of kind '{kind}', which this version does not know."),
    };

    private static T ReadEnum<T>(JsonElement element, string name)
        where T : struct, Enum
    {
        string? text = element.GetProperty(name).GetString();
        return Enum.TryParse(text, out T value) && Enum.IsDefined(value) ? value
            : throw new InvalidDataException($"The policy has the {name} '{text}', which this version does not know.");
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, ImmutableArray<int> numbers)
    {
        writer.WriteStartArray(name);
        foreach (int number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, ImmutableArray<float> numbers)
    {
        writer.WriteStartArray(name);
        foreach (float number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
