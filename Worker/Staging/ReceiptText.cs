using System.Text.Json;
using RlOrleans.Uploads;

namespace RlOrleans.Worker.Staging;

/// <summary>A receipt as it is stored: <c>{"failure":null}</c>, or the reason in place of null.</summary>
internal static class ReceiptText
{
    private const string Failure = "failure";

    public static byte[] Write(ShardReceipt receipt)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString(Failure, receipt.Failure);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads a receipt; null if it is not one, so that whoever waits for it is not misled.</summary>
    public static ShardReceipt? Read(string key, byte[] text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty(Failure, out JsonElement failure) ? new ShardReceipt(key, failure.GetString()) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
