using System.Text.Json;
using System.Text.Json.Serialization;

namespace RlOrleans.Client.Zoo;

/// <summary>What others published, to print beside what is measured here.</summary>
/// <param name="Sources">Where the figures are from, by short name.</param>
/// <param name="Returns">The figures.</param>
internal sealed record PublishedReturns(IReadOnlyDictionary<string, string> Sources, IReadOnlyList<PublishedReturn> Returns)
{
    private const string Resource = "Zoo/published-returns.json";

    /// <summary>The figures that the program carries.</summary>
    public static PublishedReturns Default { get; } = ReadEmbedded();

    /// <summary>The figures of one environment and algorithm, in the order of the file.</summary>
    public IEnumerable<PublishedReturn> Of(string environment, string algorithm)
        => Returns.Where(figure => figure.Environment == environment && figure.Algorithm == algorithm);

    private static PublishedReturns ReadEmbedded()
    {
        using var stream = typeof(PublishedReturns).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException($"The resource {Resource} is missing.");
        return JsonSerializer.Deserialize(stream, ZooJson.Default.PublishedReturns)
            ?? throw new InvalidDataException($"The resource {Resource} is empty.");
    }
}

/// <summary>A mean return after a number of training steps; the spread is between episodes or runs, as the source has it.</summary>
internal sealed record PublishedReturn(string Environment, string Algorithm, double Mean, double? Std, long Steps, string Source);

/// <summary>Serialisers that are generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PublishedReturns))]
[JsonSerializable(typeof(ZooRun))]
internal sealed partial class ZooJson : JsonSerializerContext;
