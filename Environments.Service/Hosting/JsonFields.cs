using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>
/// Reads the fields of a JSON object and collects what is wrong with them, so that all mistakes are told at once. A field
/// that cannot be read yields null. Unknown and repeated fields are mistakes too.
/// </summary>
internal sealed class JsonFields : IDisposable
{
    /// <summary>A thousand mistakes help no more than the first ones.</summary>
    private const int MaxErrors = 16;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private readonly JsonDocument? _document;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<FieldProblem> _errors = [];

    /// <summary>Opens a body; an empty one is an object without fields.</summary>
    /// <exception cref="ProblemException">The body is not a JSON object.</exception>
    public JsonFields(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return;
        try
        {
            _document = JsonDocument.Parse(body, Strict);
        }
        catch (JsonException exception)
        {
            throw Malformed($"is no JSON: {exception.Message}");
        }

        if (_document.RootElement.ValueKind != JsonValueKind.Object)
        {
            _document.Dispose();
            throw Malformed("must be a JSON object");
        }
    }

    public void Dispose() => _document?.Dispose();

    public string? Text(string field, int mostLength)
    {
        if (Find(field) is not { } json)
            return null;
        if (json.ValueKind == JsonValueKind.String && Decode(json) is { Length: > 0 } text && text.Length <= mostLength)
            return text;
        Add(field, json, $"must be a text of 1 to {mostLength} characters");
        return null;
    }

    public ulong? Integer(string field, ulong least, ulong most)
    {
        if (Find(field) is not { } json)
            return null;
        if (json.ValueKind == JsonValueKind.Number && json.TryGetUInt64(out ulong number) && number >= least && number <= most)
            return number;
        Add(field, json, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
        return null;
    }

    /// <summary>An array of <paramref name="count"/> whole numbers.</summary>
    public uint[]? Integers(string field, int count)
    {
        if (Find(field) is not { } json)
            return null;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != count)
        {
            AddShape(field, json, $"must be an array of {count} whole numbers");
            return null;
        }

        var numbers = new uint[count];
        int i = 0;
        foreach (JsonElement element in json.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetUInt32(out numbers[i]))
                Add($"{field}[{i}]", element, $"must be a whole number from 0 to {uint.MaxValue}");
            i++;
        }

        return numbers;
    }

    /// <summary>
    /// An array of <paramref name="rows"/> arrays of <paramref name="columns"/> numbers; where a row has one number, it may
    /// stand without brackets.
    /// </summary>
    public void Matrix(string field, int rows, int columns, Span<float> destination)
    {
        if (Find(field) is not { } json)
        {
            AddMissing(field, $"an array of {rows} actions");
            return;
        }

        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != rows)
        {
            AddShape(field, json, $"must be an array of {rows} actions");
            return;
        }

        int row = 0;
        foreach (JsonElement element in json.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Number && columns == 1)
                ReadFloat($"{field}[{row}]", element, out destination[row]);
            else
                Row($"{field}[{row}]", element, columns, destination.Slice(row * columns, columns));
            row++;
        }
    }

    public void AddMissing(string field, string what) => Add(new FieldProblem(field, null, $"is missing: {what}"));

    public void Add(FieldProblem error)
    {
        if (_errors.Count < MaxErrors)
            _errors.Add(error);
    }

    /// <summary>Refuses the body if anything was wrong with it, or if it has fields that nobody asked for.</summary>
    public void ThrowIfAny()
    {
        if (_document is not null)
        {
            foreach (JsonProperty property in _document.RootElement.EnumerateObject())
            {
                string name = Name(property);
                if (!_known.Contains(name))
                    Add(new FieldProblem(Problems.Shorten(name), null, $"is unknown; known are {string.Join(", ", _known)}"));
            }
        }

        if (_errors.Count == 0)
            return;
        string detail = string.Join("; ", _errors.Select(error => $"{error.Field} {error.Message}"));
        throw new ProblemException(StatusCodes.Status422UnprocessableEntity, ProblemCode.InvalidField, detail, _errors);
    }

    private JsonElement? Find(string field)
    {
        _known.Add(field);
        return _document is not null && _document.RootElement.TryGetProperty(field, out JsonElement json) ? json : null;
    }

    private void Row(string field, JsonElement json, int columns, Span<float> destination)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != columns)
        {
            AddShape(field, json, columns == 1 ? "must be a number" : $"must be an array of {columns} numbers");
            return;
        }

        int column = 0;
        foreach (JsonElement element in json.EnumerateArray())
        {
            ReadFloat($"{field}[{column}]", element, out destination[column]);
            column++;
        }
    }

    // A number beyond the range of a float reads as an infinity, and no space has that.
    private void ReadFloat(string field, JsonElement json, out float value)
    {
        value = 0;
        if (json.ValueKind != JsonValueKind.Number || !json.TryGetSingle(out value) || !float.IsFinite(value))
            Add(field, json, "must be a finite number");
    }

    private void Add(string field, JsonElement json, string message)
        => Add(new FieldProblem(field, Problems.Shorten(json.ValueKind == JsonValueKind.String ? Decode(json) ?? "" : json.GetRawText()), message));

    private void AddShape(string field, JsonElement json, string message) => Add(new FieldProblem(
        field,
        json.ValueKind == JsonValueKind.Array ? $"an array of {json.GetArrayLength()}" : Problems.Shorten(json.GetRawText()),
        message));

    // Escaped halves of surrogate pairs pass the parser and fail here.
    private static string? Decode(JsonElement json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "a field";
        }
    }

    private static ProblemException Malformed(string message) => new(
        StatusCodes.Status400BadRequest, ProblemCode.MalformedBody, $"The body {message}", new FieldProblem("body", null, message));
}
