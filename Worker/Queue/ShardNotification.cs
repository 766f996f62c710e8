using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace RlOrleans.Worker.Queue;

/// <summary>The body of a message: a JSON array of staging keys, such as <c>["episodes:pacman:000001"]</c>.</summary>
public static class ShardNotification
{
    /// <summary>The longest body that is read.</summary>
    public const int MaxBodyBytes = 64 << 10;

    /// <summary>The most keys of a message.</summary>
    public const int MaxKeys = 256;

    private const string KeyPrefix = "episodes:";
    private const int MaxKeyLength = 1024;

    /// <summary>The body for these keys.</summary>
    public static byte[] Write(IEnumerable<string> keys)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (string key in keys)
                writer.WriteStringValue(key);
            writer.WriteEndArray();
        }

        return stream.ToArray();
    }

    /// <summary>The keys of a body.</summary>
    /// <exception cref="InvalidDataException">It is not a message of this kind; the message says what is wrong.</exception>
    public static ImmutableArray<string> Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxBodyBytes)
            throw new InvalidDataException($"The message has {body.Length} bytes, and may have {MaxBodyBytes}.");
        ImmutableArray<string> keys;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                throw new InvalidDataException($"The message is a JSON {document.RootElement.ValueKind}, not an array of keys.");
            keys = [.. document.RootElement.EnumerateArray().Select(Key)];
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The message is not JSON: {error.Message}", error);
        }

        if (keys.Length is 0 or > MaxKeys)
            throw new InvalidDataException($"The message has {keys.Length} keys, and may have 1 to {MaxKeys}.");
        return [.. keys.Distinct()];
    }

    /// <summary>A body as a person reads it, cut short.</summary>
    public static string Excerpt(ReadOnlyMemory<byte> body, int maxLength = 200)
    {
        string text = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, maxLength)]);
        return string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
    }

    private static string Key(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is string key && key.StartsWith(KeyPrefix, StringComparison.Ordinal) && key.Length <= MaxKeyLength
            ? key
            : throw new InvalidDataException($"'{Excerpt(Encoding.UTF8.GetBytes(element.ToString()), 100)}' is not a key of staged episodes ({KeyPrefix}dataset:shard).");
}
